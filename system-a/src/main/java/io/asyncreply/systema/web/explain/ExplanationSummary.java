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
import io.asyncreply.systema.web.explain.ExplanationResponse.ExplanationFacts;
import io.asyncreply.systema.worker.DispatchStatusMonitor.QueueConditions;
import io.asyncreply.systema.worker.WorkerStats;

/**
 * Explains in one sentence why a request is in its state.
 */
final class ExplanationSummary {

	private final ExplanationFacts facts;

	private final List<String> clauses = new ArrayList<>();

	private ExplanationSummary(ExplanationFacts facts) {
		this.facts = facts;
	}

	/**
	 * Builds the sentence.
	 * @param facts the facts about the request
	 * @return clauses, the nearest cause first
	 */
	static String of(ExplanationFacts facts) {
		ExplanationSummary summary = new ExplanationSummary(facts);
		switch (facts.request().state()) {
			case ACCEPTED -> summary.describeAccepted();
			case QUEUED -> summary.describeQueued();
			case RUNNING -> summary.describeRunning();
			case SUCCEEDED, FAILED, EXPIRED, CANCELLED -> summary.describeEnded();
		}
		return String.join("; ", summary.clauses);
	}

	private void describeAccepted() {
		StoredRequest request = this.facts.request();
		Instant dispatchAt = this.facts.dispatchAt();
		this.clauses.add((request.attempt() == 1) ? "accepted " + ago(this.facts.since()) + ", not published yet"
				: "waits for attempt " + request.attempt());
		addUnknownOperation();
		if (this.facts.queueConditions().brokerIssue() != null) {
			addBrokerIssue();
		}
		else if (dispatchAt != null && dispatchAt.isAfter(this.facts.now())) {
			this.clauses.add(((request.attempt() == 1) ? "rejected by its queue, " : "") + "to be published at "
					+ formatTime(dispatchAt));
		}
		else if (this.facts.queueConditions().operationKnown()) {
			this.clauses.add("about to be published");
		}
		addError();
	}

	private void describeQueued() {
		this.clauses.add("queued " + formatDuration(Duration.between(this.facts.since(), this.facts.now())));
		CompletionEstimate estimate = this.facts.estimate();
		if (estimate != null) {
			this.clauses.add(estimate.ahead() + " ahead");
		}
		addUnknownOperation();
		addBrokerIssue();
		addWorkerStats();
		if (estimate != null && estimate.seconds() != null) {
			this.clauses
				.add("about " + formatDuration(Duration.ofMillis(Math.round(estimate.seconds() * 1_000))) + " to go");
		}
		addError();
	}

	private void describeRunning() {
		addWorker();
		Reply.Progress progress = this.facts.request().progress();
		if (progress != null) {
			this.clauses.add(progress.percent() + " % done"
					+ ((progress.message() != null) ? " (" + progress.message() + ")" : "") + " as of "
					+ ago(this.facts.request().times().updatedAt()));
		}
		addBrokerIssue();
		addWorkerStats();
		addError();
	}

	private void addWorker() {
		if (this.facts.worker() != null) {
			this.clauses.add("being processed by worker " + this.facts.worker());
		}
		else if (!this.facts.queueConditions().unknownEverywhere()) {
			this.clauses.add("being processed; the worker is not known at the moment");
		}
		addUnknownOperation();
	}

	private void addUnknownOperation() {
		if (this.facts.queueConditions().unknownEverywhere()) {
			this.clauses.add("no system knows this operation: System A has no such operation, "
					+ "and no live worker processes it");
		}
		else if (!this.facts.queueConditions().operationKnown()) {
			this.clauses.add("this System A does not know the operation");
		}
	}

	private void describeEnded() {
		StoredRequest.RequestTimes requestTimes = this.facts.request().times();
		this.clauses.add(this.facts.request().state().name().toLowerCase(Locale.ROOT) + " at "
				+ formatTime(requestTimes.updatedAt()) + " after "
				+ formatDuration(Duration.between(requestTimes.openedAt(), requestTimes.updatedAt())));
		if (this.facts.request().attempt() > 1) {
			this.clauses.add(this.facts.request().attempt() + " attempts");
		}
		Problem error = this.facts.error();
		if (error != null) {
			this.clauses.add(describe(error));
		}
	}

	private void addBrokerIssue() {
		QueueConditions.BrokerIssue brokerIssue = this.facts.queueConditions().brokerIssue();
		if (brokerIssue != null) {
			this.clauses.add(brokerIssue.reason() + ", since " + formatTime(brokerIssue.since()));
		}
	}

	private void addWorkerStats() {
		WorkerStats workerStats = this.facts.queueConditions().workerStats();
		Instant lastHeartbeatAt = this.facts.queueConditions().lastHeartbeatAt();
		if (workerStats == null) {
			this.clauses.add("no heartbeats can be received at the moment");
		}
		else if (workerStats.live() > 0) {
			this.clauses.add(workerStats.live() + ((workerStats.live() == 1) ? " live worker, " : " live workers, ")
					+ workerStats.inFlight() + " in flight with " + workerStats.slots()
					+ ((workerStats.slots() == 1) ? " slot" : " slots"));
		}
		else if (this.facts.queueConditions().operationKnown()) {
			this.clauses.add("no worker is live since "
					+ ((lastHeartbeatAt != null) ? formatTime(lastHeartbeatAt) : "this System A started"));
		}
	}

	private void addError() {
		Problem error = this.facts.error();
		if (error != null) {
			this.clauses.add("last error: " + describe(error));
		}
	}

	private static String describe(Problem error) {
		return (error.detail() != null) ? error.title() + ": " + error.detail() : error.title();
	}

	private String ago(Instant then) {
		return formatDuration(Duration.between(then, this.facts.now())) + " ago";
	}

	private static String formatTime(Instant time) {
		return time.truncatedTo(ChronoUnit.SECONDS).toString();
	}

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
