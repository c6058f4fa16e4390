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

	private final Map<String, LossDetector> byQueue;

	LossDetectors(Collection<String> queues, Duration patience) {
		this.byQueue = queues.stream()
			.collect(Collectors.toUnmodifiableMap(Function.identity(), (queue) -> new LossDetector(patience)));
	}

	@Override
	public void changed(StoredRequest entry) {
		StoredRequest.RequestTimes times = entry.times();
		Instant sentAt = times.sentAt();
		if (sentAt != null && times.sentLane() != null && times.processing() != null) {
			LossDetector evidence = this.byQueue.get(AmqpNames.requests(entry.operation(), times.sentLane()));
			if (evidence != null) {
				evidence.answered(sentAt);
			}
		}
	}

	/**
	 * Opens the page of a queue.
	 * @param queue one of the request queues
	 * @return its evidence
	 */
	LossDetector of(String queue) {
		LossDetector evidence = this.byQueue.get(queue);
		if (evidence == null) {
			throw new IllegalArgumentException("No request queue is named " + queue);
		}
		return evidence;
	}

}
