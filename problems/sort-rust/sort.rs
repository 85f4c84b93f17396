// EVOLVE-BLOCK-START
/// Length of the pieces that are sorted by insertion.
const PIECE: usize = 4;

fn sort_by_insertion(values: &mut [u32]) {
    for i in 1..values.len() {
        let value = values[i];
        let mut j = i;
        while j > 0 && values[j - 1] > value {
            values[j] = values[j - 1];
            j -= 1;
        }
        values[j] = value;
    }
}

/// Merges two sorted slices into one of the same length together.
fn merge(left: &[u32], right: &[u32], merged: &mut [u32]) {
    let (mut i, mut j) = (0, 0);
    for place in merged.iter_mut() {
        if j == right.len() || (i < left.len() && left[i] <= right[j]) {
            *place = left[i];
            i += 1;
        } else {
            *place = right[j];
            j += 1;
        }
    }
}

/// Sorts values in ascending order: pieces by insertion, then merged to longer and longer ones.
pub fn sort(values: &mut [u32]) {
    for piece in values.chunks_mut(PIECE) {
        sort_by_insertion(piece);
    }
    let mut merged = vec![0; values.len()];
    let mut width = PIECE;
    while width < values.len() {
        for (from, to) in values.chunks(2 * width).zip(merged.chunks_mut(2 * width)) {
            let (left, right) = from.split_at(width.min(from.len()));
            merge(left, right, to);
        }
        values.copy_from_slice(&merged);
        width *= 2;
    }
}
// EVOLVE-BLOCK-END
