package io.asyncreply.systema.web.explain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.worker.QueueConditions;
import io.asyncreply.systema.worker.WorkerStats;

/**
 * Says in one sentence why a request is where it is.
 */
final class ExplanationSummary {

	private final ExplanationFacts facts;

	private final List<String> clauses = new ArrayList<>();

	private ExplanationSummary(ExplanationFacts facts) {
		this.facts = facts;
	}

	/**
	 * Makes the sentence.
	 * @param facts all that is known
	 * @return clauses from the nearest cause to the farthest
	 */
	static String of(ExplanationFacts facts) {
		ExplanationSummary summary = new ExplanationSummary(facts);
		switch (facts.entry().state()) {
			case ACCEPTED -> summary.accepted();
			case QUEUED -> summary.queued();
			case RUNNING -> summary.running();
			case SUCCEEDED, FAILED, EXPIRED, CANCELLED -> summary.ended();
		}
		return String.join("; ", summary.clauses);
	}

	private void accepted() {
		StoredRequest entry = this.facts.entry();
		Instant dispatchAt = this.facts.dispatchAt();
		this.clauses.add((entry.attempt() == 1) ? "accepted " + ago(this.facts.since()) + ", not at the broker yet"
				: "waits for attempt " + entry.attempt());
		if (this.facts.circumstances().trouble() != null) {
			trouble();
		}
		else if (dispatchAt != null && dispatchAt.isAfter(this.facts.now())) {
			this.clauses
				.add(((entry.attempt() == 1) ? "no queue took it, " : "") + "to be published at " + time(dispatchAt));
		}
		else {
			this.clauses.add("about to be published");
		}
		error();
	}

	private void queued() {
		this.clauses.add("queued " + span(Duration.between(this.facts.since(), this.facts.now())));
		CompletionEstimate estimate = this.facts.estimate();
		if (estimate != null) {
			this.clauses.add(estimate.ahead() + " ahead");
		}
		trouble();
		crew();
		if (estimate != null && estimate.seconds() != null) {
			this.clauses.add("about " + span(Duration.ofMillis(Math.round(estimate.seconds() * 1_000))) + " to go");
		}
		error();
	}

	private void running() {
		this.clauses.add((this.facts.worker() != null) ? "in the hands of worker " + this.facts.worker()
				: "in the hands of a worker that does not name it at the moment");
		Reply.Progress progress = this.facts.entry().progress();
		if (progress != null) {
			this.clauses.add(progress.percent() + " % done"
					+ ((progress.message() != null) ? " (" + progress.message() + ")" : "") + " as of "
					+ ago(this.facts.entry().times().updatedAt()));
		}
		trouble();
		crew();
		error();
	}

	private void ended() {
		StoredRequest.RequestTimes times = this.facts.entry().times();
		this.clauses.add(this.facts.entry().state().name().toLowerCase(Locale.ROOT) + " at " + time(times.updatedAt())
				+ " after " + span(Duration.between(times.openedAt(), times.updatedAt())));
		if (this.facts.entry().attempt() > 1) {
			this.clauses.add(this.facts.entry().attempt() + " attempts");
		}
		Problem error = this.facts.error();
		if (error != null) {
			this.clauses.add(text(error));
		}
	}

	private void trouble() {
		QueueConditions.BrokerIssue trouble = this.facts.circumstances().trouble();
		if (trouble != null) {
			this.clauses.add(trouble.reason() + ", since " + time(trouble.since()));
		}
	}

	private void crew() {
		WorkerStats crew = this.facts.circumstances().crew();
		Instant heardAt = this.facts.circumstances().heardAt();
		if (crew == null) {
			this.clauses.add("workers cannot be heard at the moment");
		}
		else if (crew.live() > 0) {
			this.clauses.add(crew.live() + ((crew.live() == 1) ? " worker" : " workers") + " alive, " + crew.inHand()
					+ " in hand with " + crew.slots() + ((crew.slots() == 1) ? " slot" : " slots"));
		}
		else {
			this.clauses.add("0 workers alive since " + ((heardAt != null) ? time(heardAt) : "this System A started"));
		}
	}

	private void error() {
		Problem error = this.facts.error();
		if (error != null) {
			this.clauses.add("last error: " + text(error));
		}
	}

	private static String text(Problem error) {
		return (error.detail() != null) ? error.title() + ": " + error.detail() : error.title();
	}

	private String ago(Instant then) {
		return span(Duration.between(then, this.facts.now())) + " ago";
	}

	private static String time(Instant time) {
		return time.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	/** As exact as anybody wants to know. */
	private static String span(Duration span) {
		Duration positive = span.isNegative() ? Duration.ZERO : span;
		if (positive.compareTo(Duration.ofSeconds(10)) < 0) {
			return String.format(Locale.ROOT, "%.1f s", positive.toMillis() / 1_000.0);
		}
		if (positive.compareTo(Duration.ofMinutes(3)) < 0) {
			return positive.toSeconds() + " s";
		}
		return (positive.compareTo(Duration.ofHours(3)) < 0) ? positive.toMinutes() + " min"
				: positive.toHours() + " h";
	}

}
