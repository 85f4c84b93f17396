import type { OrderState } from './use-order.ts';

/** Says what became of an order: screen readers hear it, a failure at once. */
export function OrderStateText({ order }: { readonly order: OrderState }) {
  const failed = order.state === 'failed';
  return (
    <>
      <span role="status" class="quiet">
        {order.state === 'busy' || order.state === 'done' ? order.text : ''}
      </span>
      <span role="alert" class="refusal">
        {failed ? order.text : ''}
      </span>
    </>
  );
}
