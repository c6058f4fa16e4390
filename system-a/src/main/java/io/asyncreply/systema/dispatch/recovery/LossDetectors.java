package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;

/**
 * The loss detector of each request queue. Passes on every recorded reply.
 */
final class LossDetectors implements LedgerListener {

	private final Map<RequestQueue, LossDetector> detectors;

	LossDetectors(OperationRegistry operationRegistry, Duration quietPeriod) {
		this.detectors = operationRegistry.all()
			.stream()
			.flatMap(
					(operation) -> Arrays.stream(Lane.values()).map((lane) -> new RequestQueue(operation.name(), lane)))
			.collect(Collectors.toUnmodifiableMap(Function.identity(),
					(requestQueue) -> new LossDetector(requestQueue, quietPeriod)));
	}

	@Override
	public void onChange(StoredRequest request) {
		StoredRequest.RequestTimes requestTimes = request.times();
		Instant sentAt = requestTimes.sentAt();
		if (sentAt != null && requestTimes.sentLane() != null && requestTimes.processing() != null) {
			LossDetector detector = this.detectors.get(new RequestQueue(request.operation(), requestTimes.sentLane()));
			if (detector != null) {
				detector.onReply(sentAt);
			}
		}
	}

	/**
	 * Creates an object for each detector.
	 * @param <T> type of the objects
	 * @param factory creates one
	 * @return the objects
	 */
	<T> List<T> map(Function<LossDetector, T> factory) {
		return this.detectors.values().stream().map(factory).toList();
	}

}
