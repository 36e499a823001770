/** Rays through points of images, as main/capture/rays.ts has them. */

constexpr int kCameraNumbers = 22;
constexpr int kNewtonSteps = 10;
constexpr double kSmallestDeterminant = 1e-3;

/** Takes points of the image plane to where they would be without distortion (OpenCV's model), by Newton's method. */
inline void undistort(double* x, double* y, const double (*coefficients)[kRays]) {
  double distortedX[kRays], distortedY[kRays], moves[kRays];
  for (std::size_t i = 0; i < kRays; i++) {
    distortedX[i] = x[i];
    distortedY[i] = y[i];
    moves[i] = 1;
  }
  for (int step = 0; step < kNewtonSteps; step++) {
    LERF_VECTORISE
    for (std::size_t i = 0; i < kRays; i++) {
      const double k1 = coefficients[0][i], k2 = coefficients[1][i], k3 = coefficients[2][i];
      const double k4 = coefficients[3][i], p1 = coefficients[4][i], p2 = coefficients[5][i];
      const double r = x[i] * x[i] + y[i] * y[i];
      const double d = 1 + r * (k1 + r * (k2 + r * (k3 + r * k4)));
      const double errorX = d * x[i] + 2 * p1 * x[i] * y[i] + p2 * (r + 2 * x[i] * x[i]) - distortedX[i];
      const double errorY = d * y[i] + 2 * p2 * x[i] * y[i] + p1 * (r + 2 * y[i] * y[i]) - distortedY[i];
      const double dR = k1 + r * (2 * k2 + r * (3 * k3 + r * 4 * k4));
      const double dX = 2 * x[i] * dR, dY = 2 * y[i] * dR;
      const double xx = d + dX * x[i] + 2 * p1 * y[i] + 6 * p2 * x[i];
      const double xy = dY * x[i] + 2 * p1 * x[i] + 2 * p2 * y[i];
      const double yx = dX * y[i] + 2 * p2 * y[i] + 2 * p1 * x[i];
      const double yy = d + dY * y[i] + 2 * p2 * x[i] + 6 * p1 * y[i];
      const double determinant = xy * yx - xx * yy;
      // Where the model cannot be inverted a point stays where it has come to.
      const bool isStuck = !(determinant > kSmallestDeterminant || determinant < -kSmallestDeterminant);
      moves[i] = isStuck ? 0 : moves[i];
      const double share = moves[i] / (isStuck ? 1 : determinant);
      x[i] += (errorX * yy - errorY * xy) * share;
      y[i] += (errorY * xx - errorX * yx) * share;
    }
  }
}

void castRays(std::size_t rays, const double* cameras, const int* camera, const float* columns, const float* rows,
              float* origins, float* directions) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    double x[kRays] = {}, y[kRays] = {}, coefficients[6][kRays] = {};
    bool isDistorted = false;
    for (std::size_t i = 0; i < size; i++) {
      const double* one = cameras + camera[begin + i] * kCameraNumbers;
      x[i] = (columns[begin + i] - one[2]) / one[0];
      y[i] = (rows[begin + i] - one[3]) / one[1];
      for (int k = 0; k < 6; k++) {
        coefficients[k][i] = one[4 + k];
        isDistorted = isDistorted || one[4 + k] != 0;
      }
    }
    if (isDistorted) undistort(x, y, coefficients);
    for (std::size_t i = 0; i < size; i++) {
      const double* world = cameras + camera[begin + i] * kCameraNumbers + 10;
      double direction[3], squared = 0;
      for (int axis = 0; axis < 3; axis++) {
        // Image rows grow downwards and the camera looks along its negative z axis.
        direction[axis] = world[4 * axis] * x[i] - world[4 * axis + 1] * y[i] - world[4 * axis + 2];
        squared += direction[axis] * direction[axis];
      }
      for (int axis = 0; axis < 3; axis++) {
        origins[axis * rays + begin + i] = static_cast<float>(world[4 * axis + 3]);
        directions[axis * rays + begin + i] = static_cast<float>(direction[axis] / std::sqrt(squared));
      }
    }
  });
}
