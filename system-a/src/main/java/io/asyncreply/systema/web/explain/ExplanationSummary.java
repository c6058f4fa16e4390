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
import io.asyncreply.systema.worker.DispatchStatusMonitor.QueueConditions;
import io.asyncreply.systema.worker.WorkerStats;

/**
 * Says in one sentence why a request is where it is.
 */
final class ExplanationSummary {

	private final ExplanationFacts explanationFacts;

	private final List<String> clauses = new ArrayList<>();

	private ExplanationSummary(ExplanationFacts explanationFacts) {
		this.explanationFacts = explanationFacts;
	}

	/**
	 * Makes the sentence.
	 * @param explanationFacts all that is known
	 * @return clauses from the nearest cause to the farthest
	 */
	static String of(ExplanationFacts explanationFacts) {
		ExplanationSummary explanationSummary = new ExplanationSummary(explanationFacts);
		switch (explanationFacts.request().state()) {
			case ACCEPTED -> explanationSummary.describeAccepted();
			case QUEUED -> explanationSummary.describeQueued();
			case RUNNING -> explanationSummary.describeRunning();
			case SUCCEEDED, FAILED, EXPIRED, CANCELLED -> explanationSummary.describeEnded();
		}
		return String.join("; ", explanationSummary.clauses);
	}

	private void describeAccepted() {
		StoredRequest request = this.explanationFacts.request();
		Instant dispatchAt = this.explanationFacts.dispatchAt();
		this.clauses
			.add((request.attempt() == 1) ? "accepted " + ago(this.explanationFacts.since()) + ", not at the broker yet"
					: "waits for attempt " + request.attempt());
		if (this.explanationFacts.queueConditions().brokerIssue() != null) {
			addBrokerIssue();
		}
		else if (dispatchAt != null && dispatchAt.isAfter(this.explanationFacts.now())) {
			this.clauses.add(((request.attempt() == 1) ? "no queue took it, " : "") + "to be published at "
					+ formatTime(dispatchAt));
		}
		else {
			this.clauses.add("about to be published");
		}
		addError();
	}

	private void describeQueued() {
		this.clauses.add("queued "
				+ formatDuration(Duration.between(this.explanationFacts.since(), this.explanationFacts.now())));
		CompletionEstimate completionEstimate = this.explanationFacts.estimate();
		if (completionEstimate != null) {
			this.clauses.add(completionEstimate.ahead() + " ahead");
		}
		addBrokerIssue();
		addWorkerStats();
		if (completionEstimate != null && completionEstimate.seconds() != null) {
			this.clauses.add("about "
					+ formatDuration(Duration.ofMillis(Math.round(completionEstimate.seconds() * 1_000))) + " to go");
		}
		addError();
	}

	private void describeRunning() {
		this.clauses
			.add((this.explanationFacts.worker() != null) ? "in the hands of worker " + this.explanationFacts.worker()
					: "in the hands of a worker that does not name it at the moment");
		Reply.Progress progress = this.explanationFacts.request().progress();
		if (progress != null) {
			this.clauses.add(progress.percent() + " % done"
					+ ((progress.message() != null) ? " (" + progress.message() + ")" : "") + " as of "
					+ ago(this.explanationFacts.request().times().updatedAt()));
		}
		addBrokerIssue();
		addWorkerStats();
		addError();
	}

	private void describeEnded() {
		StoredRequest.RequestTimes requestTimes = this.explanationFacts.request().times();
		this.clauses.add(this.explanationFacts.request().state().name().toLowerCase(Locale.ROOT) + " at "
				+ formatTime(requestTimes.updatedAt()) + " after "
				+ formatDuration(Duration.between(requestTimes.openedAt(), requestTimes.updatedAt())));
		if (this.explanationFacts.request().attempt() > 1) {
			this.clauses.add(this.explanationFacts.request().attempt() + " attempts");
		}
		Problem error = this.explanationFacts.error();
		if (error != null) {
			this.clauses.add(describe(error));
		}
	}

	private void addBrokerIssue() {
		QueueConditions.BrokerIssue brokerIssue = this.explanationFacts.queueConditions().brokerIssue();
		if (brokerIssue != null) {
			this.clauses.add(brokerIssue.reason() + ", since " + formatTime(brokerIssue.since()));
		}
	}

	private void addWorkerStats() {
		WorkerStats workerStats = this.explanationFacts.queueConditions().workerStats();
		Instant lastHeartbeatAt = this.explanationFacts.queueConditions().lastHeartbeatAt();
		if (workerStats == null) {
			this.clauses.add("workers cannot be heard at the moment");
		}
		else if (workerStats.live() > 0) {
			this.clauses.add(workerStats.live() + ((workerStats.live() == 1) ? " worker" : " workers") + " alive, "
					+ workerStats.inFlight() + " in hand with " + workerStats.slots()
					+ ((workerStats.slots() == 1) ? " slot" : " slots"));
		}
		else {
			this.clauses.add("0 workers alive since "
					+ ((lastHeartbeatAt != null) ? formatTime(lastHeartbeatAt) : "this System A started"));
		}
	}

	private void addError() {
		Problem error = this.explanationFacts.error();
		if (error != null) {
			this.clauses.add("last error: " + describe(error));
		}
	}

	private static String describe(Problem error) {
		return (error.detail() != null) ? error.title() + ": " + error.detail() : error.title();
	}

	private String ago(Instant then) {
		return formatDuration(Duration.between(then, this.explanationFacts.now())) + " ago";
	}

	private static String formatTime(Instant time) {
		return time.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	/** As exact as anybody wants to know. */
	private static String formatDuration(Duration duration) {
		Duration positive = duration.isNegative() ? Duration.ZERO : duration;
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
