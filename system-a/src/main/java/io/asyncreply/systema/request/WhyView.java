package io.asyncreply.systema.request;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.systema.flow.Circumstances;
import io.asyncreply.systema.flow.Crew;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.State;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is where it is, in a sentence and fact by fact.
 *
 * @param id its id
 * @param state where it is in its life
 * @param summary the sentence
 * @param since when it came there; for work that runs, when the broker took it
 * @param attempts how many attempts there were, the current one among them
 * @param eta when it will have ended, and how many are before it
 * @param workers who works on its queue; null once it has ended, and while workers cannot
 * be heard
 * @param workersHeardAt when a worker of its queue was last heard
 * @param broker what keeps requests from the broker
 * @param dispatchAt from when on it may be published, if it waits in the ledger
 * @param worker who has it in hand
 * @param progress what the worker last reported
 * @param reportedAt when
 * @param error why it, or its last attempt, failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WhyView(String id, State state, String summary, Instant since, int attempts, StatusView.@Nullable Eta eta,
		@Nullable Crew workers, @Nullable Instant workersHeardAt, Circumstances.@Nullable Trouble broker,
		@Nullable Instant dispatchAt, @Nullable String worker, Reply.@Nullable Progress progress,
		@Nullable Instant reportedAt, @Nullable Problem error) {

	static WhyView of(Facts facts) {
		Entry entry = facts.entry();
		boolean open = !entry.state().isEnded();
		Circumstances met = facts.circumstances();
		return new WhyView(entry.id().toString(), entry.state(), Summary.of(facts), facts.since(), entry.attempt(),
				(facts.estimate() != null) ? StatusView.Eta.of(facts.estimate()) : null, open ? met.crew() : null,
				open ? met.heardAt() : null, open ? met.trouble() : null, facts.dispatchAt(), facts.worker(),
				entry.progress(), (entry.state() == State.RUNNING) ? entry.times().updatedAt() : null, facts.error());
	}

}
