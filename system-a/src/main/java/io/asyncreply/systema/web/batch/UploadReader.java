package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.asyncreply.systema.web.http.CoalescingTrigger;
import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.response.ApiResponse;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the body of an upload without blocking a thread, and writes the response at the
 * end. Each task reads at most one buffer of 16 KiB, and only while the processor has
 * room for it. An upload without progress for the line timeout fails with 408.
 */
final class UploadReader implements ReadListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(UploadReader.class);

	/** Interval of the line timeout checks, in seconds. */
	private static final long CHECK_SECONDS = 1;

	private static final int BUFFER_SIZE = 16 * 1024;

	private final UploadCall call;

	private final PeerAddress peer;

	private final ServletInputStream in;

	private final UploadProcessor uploadProcessor;

	private final TransferLimiter transferLimiter;

	private final UploadMetrics uploadMetrics;

	private final UploadPace pace;

	private final CoalescingTrigger trigger;

	private final ScheduledFuture<?> checkTask;

	private final byte[] buffer = new byte[BUFFER_SIZE];

	private long receivedBytes;

	private boolean ended;

	private UploadReader(AsyncContext context, Function<Runnable, UploadProcessor> processorFactory,
			TransferLimiter transferLimiter, UploadMetrics uploadMetrics, UploadPace pace) throws IOException {
		this.call = new UploadCall(context, transferLimiter.responseStreamer());
		this.peer = PeerAddress.of(context.getRequest());
		this.in = context.getRequest().getInputStream();
		this.transferLimiter = transferLimiter;
		this.uploadMetrics = uploadMetrics;
		this.pace = pace;
		this.trigger = new CoalescingTrigger(transferLimiter.executor(), this::process);
		this.uploadProcessor = processorFactory.apply(this.trigger::trigger);
		this.checkTask = transferLimiter.executor()
			.scheduleWithFixedDelay(this.trigger::trigger, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Starts to read an upload.
	 * @param context an asynchronous call with an unread body
	 * @param processorFactory creates the processor of the upload from a callback that
	 * makes the reader continue
	 * @param transferLimiter provides the threads; the transfer is released at the end
	 * @param uploadMetrics counts the outcome
	 * @param pace requires progress
	 * @throws IOException if the caller has disconnected
	 */
	static void open(AsyncContext context, Function<Runnable, UploadProcessor> processorFactory,
			TransferLimiter transferLimiter, UploadMetrics uploadMetrics, UploadPace pace) throws IOException {
		context.setTimeout(0);
		UploadReader uploadReader = new UploadReader(context, processorFactory, transferLimiter, uploadMetrics, pace);
		context.addListener(uploadReader);
		uploadReader.in.setReadListener(uploadReader);
	}

	@Override
	public void onDataAvailable() {
		this.trigger.trigger();
	}

	@Override
	public void onAllDataRead() {
		this.trigger.trigger();
	}

	/** Aborts the upload without a response, because the connection is unusable. */
	@Override
	public synchronized void onError(Throwable failure) {
		logger.debug("The upload connection failed or was idle for too long", failure);
		abort();
	}

	@Override
	public synchronized void onError(AsyncEvent event) {
		abort();
		this.call.complete();
	}

	@Override
	public synchronized void onComplete(AsyncEvent event) {
		abort();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		throw new IllegalStateException("An upload has no asynchronous timeout");
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	private synchronized void process() {
		try {
			if (!this.ended && this.uploadProcessor.advance()) {
				readNext();
			}
			else {
				this.pace.reset();
				respondIfStored();
			}
		}
		catch (IOException ex) {
			logger.debug("The caller disconnected before the end of the upload", ex);
			abort();
			this.call.complete();
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void readNext() throws IOException {
		if (readChunk()) {
			this.trigger.trigger();
		}
		else {
			this.uploadProcessor.flush();
		}
		UploadProgress progress = this.uploadProcessor.progress();
		this.pace.check(progress.accepted(), progress.lines(), this.receivedBytes);
	}

	private void respondIfStored() {
		ApiResponse response = this.ended ? null : this.uploadProcessor.response();
		if (response != null) {
			finish(this.uploadMetrics.complete());
			this.call.respond(response);
		}
	}

	/** Returns false if the caller must send more before the next read. */
	private boolean readChunk() throws IOException {
		if (this.in.isFinished()) {
			this.uploadProcessor.endOfInput();
			return true;
		}
		if (!this.in.isReady()) {
			return false;
		}
		int length = this.in.read(this.buffer);
		if (length < 0) {
			this.uploadProcessor.endOfInput();
		}
		else {
			this.receivedBytes += length;
			this.uploadProcessor.feed(this.buffer, length);
		}
		return true;
	}

	private void fail(Throwable failure) {
		if (!this.ended) {
			ProblemException.StoredPortion storedPortion = this.uploadProcessor.storedPortion();
			abort();
			this.call.respond(failure, storedPortion);
		}
	}

	private void abort() {
		if (!this.ended) {
			this.uploadProcessor.abort();
			finish(this.uploadMetrics.broken());
		}
	}

	private void finish(Counter outcome) {
		this.ended = true;
		outcome.increment();
		this.checkTask.cancel(false);
		this.transferLimiter.release(this.peer);
	}

}
