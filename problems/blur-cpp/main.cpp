/* Reads images, smooths each, and writes them. An image is four 16-bit numbers (width, height, times, 0), then its pixels. */
#include <cstdint>
#include <cstdio>
#include <vector>

void blur(std::vector<uint8_t> &image, int width, int height, int times);

int main() {
  uint16_t head[4];
  while (std::fread(head, sizeof head, 1, stdin) == 1) {
    const auto [width, height, times, unused] = head;
    const size_t size = static_cast<size_t>(width) * height;
    std::vector<uint8_t> image(size);
    if (std::fread(image.data(), 1, size, stdin) != size) return 1;
    blur(image, width, height, times);
    if (image.size() != size || std::fwrite(image.data(), 1, size, stdout) != size) return 1;
  }
  return 0;
}
