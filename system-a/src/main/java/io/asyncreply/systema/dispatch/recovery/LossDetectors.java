package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;

/**
 * The evidence of each request queue; hears of every answer.
 */
final class LossDetectors implements LedgerListener {

	private final Map<String, LossDetector> detectors;

	LossDetectors(Collection<String> queues, Duration quietPeriod) {
		this.detectors = queues.stream()
			.collect(Collectors.toUnmodifiableMap(Function.identity(), (queue) -> new LossDetector(quietPeriod)));
	}

	@Override
	public void onChange(StoredRequest request) {
		StoredRequest.RequestTimes requestTimes = request.times();
		Instant sentAt = requestTimes.sentAt();
		if (sentAt != null && requestTimes.sentLane() != null && requestTimes.processing() != null) {
			LossDetector detector = this.detectors
				.get(AmqpNames.requestQueue(request.operation(), requestTimes.sentLane()));
			if (detector != null) {
				detector.onReply(sentAt);
			}
		}
	}

	/**
	 * Opens the page of a queue.
	 * @param queue one of the request queues
	 * @return its evidence
	 */
	LossDetector get(String queue) {
		LossDetector detector = this.detectors.get(queue);
		if (detector == null) {
			throw new IllegalArgumentException("No request queue is named " + queue);
		}
		return detector;
	}

}
