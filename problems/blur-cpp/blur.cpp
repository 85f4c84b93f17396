#include <cstdint>
#include <vector>

// EVOLVE-BLOCK-START
/* A pixel of the image; beyond its borders the nearest pixel inside. */
static int pixel(const std::vector<uint8_t> &image, int width, int height, int x, int y) {
  x = x < 0 ? 0 : x >= width ? width - 1 : x;
  y = y < 0 ? 0 : y >= height ? height - 1 : y;
  return image[y * width + x];
}

/* Smooths a grey image in place, several times over. */
void blur(std::vector<uint8_t> &image, int width, int height, int times) {
  const int weights[5] = {1, 4, 6, 4, 1};
  std::vector<uint8_t> smooth(image.size());
  for (int time = 0; time < times; time++) {
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++) {
        int sum = 128;
        for (int down = 0; down < 5; down++)
          for (int right = 0; right < 5; right++)
            sum += weights[down] * weights[right] * pixel(image, width, height, x + right - 2, y + down - 2);
        smooth[y * width + x] = sum / 256;
      }
    image.swap(smooth);
  }
}
// EVOLVE-BLOCK-END
