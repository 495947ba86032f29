package io.timebridge.clock.servo;

/** The estimators that there are. */
public enum EstimatorType {
  /**
   * The default: follows the lower envelope of the delays of each direction, chooses its window
   * from the noise and the wander that it sees, and has nothing to be set by hand.
   */
  ENVELOPE {
    @Override
    public Estimator create(ServoConfig config) {
      return new EnvelopeEstimator(config);
    }
  },
  /** linuxptp's {@code pi}, with its constants for software time stamps. */
  PI {
    @Override
    public Estimator create(ServoConfig config) {
      return new OffsetEstimator(config, new PiServo(config.maxSlewPpm() * 1000));
    }
  },
  /** linuxptp's {@code linreg}. */
  REGRESSION {
    @Override
    public Estimator create(ServoConfig config) {
      return new OffsetEstimator(config, new RegressionServo(config.maxSlewPpm() * 1000));
    }
  };

  /**
   * {@return a new estimator, whose clock shows no time yet}
   *
   * @param config the operator's limits
   */
  public abstract Estimator create(ServoConfig config);
}
