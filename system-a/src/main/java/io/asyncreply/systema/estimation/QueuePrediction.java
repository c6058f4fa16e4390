package io.asyncreply.systema.estimation;

/**
 * What the model says of a request.
 *
 * @param delay seconds until it ends
 * @param standardDeviation how far that may be off, one standard deviation in seconds
 * @param mustWait whether it has to wait for a slot
 */
record QueuePrediction(double delay, double standardDeviation, boolean mustWait) {

}
