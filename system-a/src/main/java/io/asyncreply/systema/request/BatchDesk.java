package io.asyncreply.systema.request;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.flow.Estimate;
import io.asyncreply.systema.flow.Flows;
import io.asyncreply.systema.ledger.Batch;
import io.asyncreply.systema.ledger.Batches;
import io.asyncreply.systema.ledger.Ledger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Tells owners where their batches stand, and nobody else.
 *
 * @param batches the truth
 * @param ledger remembers what was purged
 * @param flows tells when requests will have ended
 */
record BatchDesk(Batches batches, Ledger ledger, Flows flows) {

	/**
	 * Finds a batch.
	 * @param owner who asks
	 * @param id the batch
	 * @return its row
	 * @throws Refusal if there is none that the owner may see
	 * @throws io.asyncreply.systema.ledger.LedgerUnavailableException if the ledger
	 * cannot be read
	 */
	Batch find(String owner, RequestId id) {
		return this.batches.find(owner, id)
			.orElseThrow(() -> this.ledger.isPurged(owner, id)
					? Refusal.of(ProblemKind.PURGED, "There was a batch of this id; it has been purged.") : unknown());
	}

	/** Answers an upload that was stored to its end. */
	Answer accepted(String owner, RequestId id) {
		return answer(HttpStatus.ACCEPTED, view(owner, id)).with(HttpHeaders.LOCATION, BatchController.PATH + "/" + id);
	}

	/** Answers a question after a batch. */
	Answer standing(String owner, RequestId id) {
		return answer(HttpStatus.OK, view(owner, id));
	}

	static Refusal unknown() {
		return Refusal.of(ProblemKind.UNKNOWN_BATCH, "There is no batch of this id.");
	}

	private BatchView view(String owner, RequestId id) {
		Batch batch = find(owner, id);
		return BatchView.of(batch, this.batches.count(batch), outlook(id).orElse(null));
	}

	private static Answer answer(HttpStatus status, BatchView view) {
		Answer answer = new Answer(status.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, Answer.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(view));
		return view.done() ? answer : answer.with(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter(view.eta())));
	}

	/** While it comes in nobody knows how much there will be. */
	private static int retryAfter(StatusView.@Nullable Eta eta) {
		return (eta != null && eta.seconds() != null) ? RetryAfter.of(eta.seconds()) : 1;
	}

	/** The latest end, or that nobody can tell one of them. */
	private Optional<BatchView.Outlook> outlook(RequestId id) {
		return this.batches.lastOpen(id)
			.stream()
			.flatMap((entry) -> this.flows.estimate(entry)
				.map((estimate) -> new BatchView.Outlook(estimate, this.flows.transferRate(entry).orElse(null)))
				.stream())
			.max(Comparator.comparingDouble((outlook) -> secondsOf(outlook.estimate())));
	}

	private static double secondsOf(Estimate estimate) {
		return (estimate.seconds() != null) ? estimate.seconds() : Double.POSITIVE_INFINITY;
	}

}
