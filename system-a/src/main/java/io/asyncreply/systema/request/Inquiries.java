package io.asyncreply.systema.request;

import java.time.Duration;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.flow.Flows;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.Transition;
import org.jspecify.annotations.Nullable;

/**
 * Tells owners where their requests stand, and nobody else.
 *
 * @param ledger the truth
 * @param flows tells when requests will have ended
 */
record Inquiries(Ledger ledger, Flows flows) {

	/**
	 * Finds a request.
	 * @param owner who asks
	 * @param id the request
	 * @return its row
	 * @throws Refusal if there is none that the owner may see
	 * @throws io.asyncreply.systema.ledger.LedgerUnavailableException if the ledger
	 * cannot be read
	 */
	Entry find(String owner, RequestId id) {
		return this.ledger.find(owner, id).orElseThrow(() -> this.ledger.isPurged(owner, id) ? purged() : unknown());
	}

	Standing standing(Entry entry, @Nullable Duration waited) {
		return new Standing(entry, waited, this.flows.estimate(entry).orElse(null));
	}

	/** Says why a request was left as it is. */
	static Refusal refusal(Transition transition, ProblemKind kind) {
		if (transition instanceof Transition.Unchanged unchanged) {
			return Refusal.because(kind, unchanged.state(),
					"The state of the request does not allow it: " + unchanged.state() + ".");
		}
		return (transition instanceof Transition.Gone) ? purged() : unknown();
	}

	static Refusal unknown() {
		return Refusal.of(ProblemKind.UNKNOWN_REQUEST, "There is no request of this id.");
	}

	private static Refusal purged() {
		return Refusal.of(ProblemKind.PURGED, "There was a request of this id; it has been purged.");
	}

}
