package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.Channels;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.LedgerListener;

/**
 * The evidence of each request queue; hears of every answer.
 */
final class EvidenceBook implements LedgerListener {

	private final Map<String, Evidence> byQueue;

	EvidenceBook(Collection<String> queues, Duration patience) {
		this.byQueue = queues.stream()
			.collect(Collectors.toUnmodifiableMap(Function.identity(), (queue) -> new Evidence(patience)));
	}

	@Override
	public void changed(Entry entry) {
		Entry.Times times = entry.times();
		Instant sentAt = times.sentAt();
		if (sentAt != null && times.sentLane() != null && times.processing() != null) {
			Evidence evidence = this.byQueue.get(Channels.requests(entry.operation(), times.sentLane()));
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
	Evidence of(String queue) {
		Evidence evidence = this.byQueue.get(queue);
		if (evidence == null) {
			throw new IllegalArgumentException("No request queue is named " + queue);
		}
		return evidence;
	}

}
