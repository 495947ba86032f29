package io.timebridge.clock.servo;

/** A least-squares straight line through points that come one by one. */
final class LineFit {
  private int count;
  private double meanX;
  private double meanY;
  private double sumXx;
  private double sumXy;
  private double sumYy;

  void add(double x, double y) {
    count++;
    double dx = x - meanX;
    double dy = y - meanY;
    meanX += dx / count;
    meanY += dy / count;
    sumXx += dx * (x - meanX);
    sumXy += dx * (y - meanY);
    sumYy += dy * (y - meanY);
  }

  int count() {
    return count;
  }

  double slope() {
    return sumXx == 0 ? 0 : sumXy / sumXx;
  }

  double at(double x) {
    return meanY + slope() * (x - meanX);
  }

  double meanSquareResidual() {
    return count == 0 ? 0 : Math.max(0, sumYy - slope() * sumXy) / count;
  }

  /** The standard error of the slope; 0 for fewer than three points. */
  double slopeError() {
    return count < 3 ? 0 : Math.sqrt(meanSquareResidual() * count / (count - 2) / sumXx);
  }

  void clear() {
    count = 0;
    meanX = 0;
    meanY = 0;
    sumXx = 0;
    sumXy = 0;
    sumYy = 0;
  }
}
