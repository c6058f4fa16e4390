package io.asyncreply.systema.request;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Where uploads come in.
 */
final class Uploads {

	private final BatchDesk desk;

	private final SubmissionIntake submissions;

	private final Transfers transfers;

	private final BulkMeters meters;

	private final Limits limits;

	Uploads(BatchDesk desk, SubmissionIntake submissions, Transfers transfers, BulkMeters meters, Limits limits) {
		this.desk = desk;
		this.submissions = submissions;
		this.transfers = transfers;
		this.meters = meters;
		this.limits = limits;
	}

	/**
	 * Begins an upload, which is answered at its end.
	 * @param request the call
	 * @param response where the answer goes
	 * @param owner who calls
	 * @throws IOException if the caller is gone already
	 * @throws Refusal if it may not begin
	 */
	void open(HttpServletRequest request, HttpServletResponse response, String owner) throws IOException {
		BulkLines.Terms terms = new BulkLines.Terms(this.submissions.newBatch(request, owner),
				this.submissions.trace(request), this.limits.lineBytes(), this.limits.lines());
		Upload.Host host = new Upload.Host(this.transfers.workers(), this.limits.patience(),
				(batch) -> this.desk.accepted(owner, batch), this.meters, this.transfers::end);
		this.transfers
			.begin(() -> Upload.open(request.startAsync(request, response), (bell) -> intake(terms, bell), host));
	}

	private BulkIntake intake(BulkLines.Terms terms, Runnable bell) {
		return new BulkIntake(this.desk.batches(), terms.batch(), new LineSplitter(terms.lineBytes()),
				new BulkLines(this.submissions, terms, this.meters), bell);
	}

	/**
	 * What an upload is held to.
	 *
	 * @param lineBytes most bytes of a line
	 * @param lines most lines
	 * @param patience how long a caller may take for a line
	 */
	record Limits(int lineBytes, long lines, Duration patience) {

	}

}
