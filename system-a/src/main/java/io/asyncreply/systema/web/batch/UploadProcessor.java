package io.asyncreply.systema.web.batch;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.batch.UploadStart;
import io.asyncreply.systema.ledger.model.BatchDraft;
import io.asyncreply.systema.web.http.Sha256;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemExtensions;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * An upload on its way into the ledger: its lines are read as requests, one chunk of them
 * is filled while the one before is being committed, and nothing is taken beyond. Belongs
 * to one thread at a time, and waits on none.
 */
final class UploadProcessor {

	private final BatchLedger batches;

	private final BatchDraft newBatch;

	private final LineProcessor lines;

	private final Runnable bell;

	private final NdjsonSplitter splitter;

	private final @Nullable Sha256 fingerprint;

	private @Nullable CompletableFuture<UploadStart> opened;

	private CompletableFuture<?> underWay = CompletableFuture.completedFuture(null);

	private NdjsonSplitter.@Nullable NumberedLine next;

	private @Nullable RuntimeException stop;

	private long taken;

	private long beingStored;

	private long stored;

	private boolean completing;

	private @Nullable RequestId batch;

	/**
	 * Begins with an upload.
	 * @param batches where it goes
	 * @param newBatch what it becomes, unless an earlier one had the same key
	 * @param splitter splits it
	 * @param lines reads its lines
	 * @param bell rung when it can go on
	 */
	UploadProcessor(BatchLedger batches, BatchDraft newBatch, NdjsonSplitter splitter, LineProcessor lines,
			Runnable bell) {
		this.batches = batches;
		this.newBatch = newBatch;
		this.splitter = splitter;
		this.lines = lines;
		this.bell = bell;
		this.fingerprint = (newBatch.key() != null) ? new Sha256() : null;
	}

	/**
	 * Takes the next bytes of the body, after {@link #advance} asked for them.
	 * @param bytes not copied: must stay as they are until it asks again
	 * @param length how many of them
	 */
	void feed(byte[] bytes, int length) {
		if (this.fingerprint != null) {
			this.fingerprint.add(bytes, length);
		}
		this.splitter.feed(bytes, length);
	}

	/** Says that the body is over. */
	void end() {
		this.splitter.end();
	}

	/** Says that nothing more comes for the moment: nobody waits for a fuller chunk. */
	void pause() {
		BatchUpload upload = upload();
		if (upload != null && !upload.isEmpty() && this.underWay.isDone()) {
			settle();
			store(upload);
		}
	}

	/**
	 * Goes on with what has come.
	 * @return whether it wants more; if not, it is done or rings when it can go on
	 * @throws RuntimeException why the upload ends too early
	 */
	boolean advance() {
		while (hasRoom()) {
			this.next = (this.next != null) ? this.next : this.splitter.next();
			if (this.next != null) {
				take(this.next);
			}
			else if (this.splitter.isOver()) {
				conclude();
				return false;
			}
			else {
				return true;
			}
		}
		return false;
	}

	/** How many lines have come so far, blank ones not counted. */
	long lines() {
		return this.taken;
	}

	/** The batch once the upload is stored to its end, null before. */
	@Nullable RequestId batch() {
		return this.batch;
	}

	/** What is stored if the upload ends here, null if there is no batch of it. */
	ProblemExtensions.@Nullable StoredPortion portion() {
		BatchUpload upload = upload();
		return (upload != null) ? new ProblemExtensions.StoredPortion(upload.batch().toString(), this.stored) : null;
	}

	/** Ends the upload too early. */
	void breakOff() {
		if (this.opened != null) {
			CompletableFuture<?> unused = this.opened.thenAccept((opening) -> {
				if (opening instanceof UploadStart.Started receiving) {
					receiving.upload().breakOff();
				}
			});
		}
	}

	/** One chunk may be filled while another is under way. */
	private boolean hasRoom() {
		BatchUpload upload = upload();
		if (!this.underWay.isDone()) {
			return upload != null && !upload.isFull() && this.stop == null;
		}
		settle();
		if (upload != null && !upload.isEmpty() && (upload.isFull() || this.stop != null)) {
			store(upload);
		}
		else if (this.stop != null) {
			this.stored = this.lines.last();
			throw this.stop;
		}
		return this.stop == null;
	}

	private void take(NdjsonSplitter.NumberedLine line) {
		if (this.opened == null) {
			this.opened = this.batches.open(this.newBatch);
			begin(this.opened);
			return;
		}
		this.next = null;
		this.taken++;
		BatchUpload upload = upload();
		if (upload != null) {
			this.stop = this.lines.add(upload, line);
		}
	}

	private void conclude() {
		UploadStart opening = opening();
		if (opening == null) {
			throw ProblemException.of(ProblemType.EMPTY_BATCH, "There is no line that is not blank.");
		}
		if (opening instanceof UploadStart.AlreadyCompleted completed) {
			if (this.fingerprint != null && !completed.fingerprint().equals(this.fingerprint.value())) {
				throw ProblemMapper.ofOtherBody();
			}
			this.batch = completed.batch();
		}
		else if (opening instanceof UploadStart.Started receiving && this.underWay.isDone()) {
			conclude(receiving.upload());
		}
	}

	private void conclude(BatchUpload upload) {
		settle();
		if (!upload.isEmpty()) {
			store(upload);
		}
		else if (!this.completing) {
			this.completing = true;
			begin(upload.complete(this.lines.progress().note(),
					(this.fingerprint != null) ? this.fingerprint.value() : null));
		}
		else {
			this.batch = upload.batch();
		}
	}

	private void store(BatchUpload upload) {
		this.beingStored = this.lines.last();
		begin(upload.store(this.lines.progress().note()));
	}

	private void begin(CompletableFuture<?> work) {
		this.underWay = work;
		CompletableFuture<?> unused = work.whenComplete((finished, failure) -> this.bell.run());
	}

	/** Fails if what was under way did. */
	private void settle() {
		this.underWay.join();
		this.stored = this.beingStored;
	}

	private @Nullable UploadStart opening() {
		return (this.opened != null && this.opened.isDone() && !this.opened.isCompletedExceptionally())
				? this.opened.join() : null;
	}

	private @Nullable BatchUpload upload() {
		return (opening() instanceof UploadStart.Started receiving) ? receiving.upload() : null;
	}

}
