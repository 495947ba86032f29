package io.timebridge.clock.stability;

/** The formulas as they are printed, sum for sum: slow, and plain to compare with the source. */
final class Naive {
  private Naive() {}

  /** NIST SP 1065 eq. (11) with every m-th difference only; the phase is in nanoseconds. */
  static double adev(double[] x, double tau0, int m) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i + 2 * m < x.length; i += m) {
      sum += Math.pow(x[i + 2 * m] - 2 * x[i + m] + x[i], 2);
      count++;
    }
    return Math.sqrt(sum / (2 * Math.pow(m * tau0, 2) * count)) * 1e-9;
  }

  /** NIST SP 1065 eq. (11). */
  static double overlappingAdev(double[] x, double tau0, int m) {
    int n = x.length;
    double sum = 0;
    for (int i = 0; i < n - 2 * m; i++) {
      sum += Math.pow(x[i + 2 * m] - 2 * x[i + m] + x[i], 2);
    }
    return Math.sqrt(sum / (2 * Math.pow(m * tau0, 2) * (n - 2 * m))) * 1e-9;
  }

  /** NIST SP 1065 eq. (15). */
  static double mdev(double[] x, double tau0, int m) {
    int n = x.length;
    double sum = 0;
    for (int j = 0; j < n - 3 * m + 1; j++) {
      double inner = 0;
      for (int i = j; i < j + m; i++) {
        inner += x[i + 2 * m] - 2 * x[i + m] + x[i];
      }
      sum += inner * inner;
    }
    double tau = m * tau0;
    return Math.sqrt(sum / (2.0 * m * m * tau * tau * (n - 3 * m + 1))) * 1e-9;
  }

  /** ITU-T G.810 II.3. */
  static double tdevNanos(double[] x, int m) {
    double tau = m; // it cancels out
    return tau / Math.sqrt(3) * mdev(x, 1, m) * 1e9;
  }

  /** ITU-T G.810 II.5. */
  static double mtieNanos(double[] x, int m) {
    double mtie = 0;
    for (int k = 0; k + m < x.length; k++) {
      double highest = x[k];
      double lowest = x[k];
      for (int i = k; i <= k + m; i++) {
        highest = Math.max(highest, x[i]);
        lowest = Math.min(lowest, x[i]);
      }
      mtie = Math.max(mtie, highest - lowest);
    }
    return mtie;
  }
}
