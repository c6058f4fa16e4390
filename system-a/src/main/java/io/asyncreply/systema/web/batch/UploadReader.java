package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CoalescingTrigger;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.response.ApiResponse;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * Reads an upload from a caller's socket, only while there is room for more of it, and
 * answers at its end, a buffer at a time, so that others have their turn; no thread waits
 * for the caller. One that does not get on is cut off, and the server hangs up on one
 * that sends nothing for long.
 */
final class UploadReader implements ReadListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(UploadReader.class);

	/** So often it is looked at whether the caller gets on. */
	private static final long CHECK_SECONDS = 1;

	private static final int BUFFER_SIZE = 16 * 1024;

	private final AsyncContext context;

	private final ServletInputStream in;

	private final UploadProcessor uploadProcessor;

	private final UploadEnvironment environment;

	private final CoalescingTrigger trigger;

	private final ScheduledFuture<?> checkTask;

	private final byte[] buffer = new byte[BUFFER_SIZE];

	private final LineTimeout lineTimeout;

	private boolean ended;

	private boolean completed;

	private UploadReader(AsyncContext context, ServletInputStream in,
			Function<Runnable, UploadProcessor> uploadProcessor, UploadEnvironment environment) {
		this.context = context;
		this.in = in;
		this.environment = environment;
		this.lineTimeout = new LineTimeout(environment.lineTimeout());
		this.trigger = new CoalescingTrigger(environment.executor(), this::process);
		this.uploadProcessor = uploadProcessor.apply(this.trigger::trigger);
		this.checkTask = environment.executor()
			.scheduleWithFixedDelay(this.trigger::trigger, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Opens an upload.
	 * @param context the call, nothing of its body read yet
	 * @param uploadProcessor makes where its bytes go, given what rings for more of them
	 * @param environment where it is read
	 * @throws IOException if the caller is gone already
	 */
	static void open(AsyncContext context, Function<Runnable, UploadProcessor> uploadProcessor,
			UploadEnvironment environment) throws IOException {
		context.setTimeout(0);
		ServletInputStream in = context.getRequest().getInputStream();
		UploadReader uploadReader = new UploadReader(context, in, uploadProcessor, environment);
		context.addListener(uploadReader);
		in.setReadListener(uploadReader);
	}

	@Override
	public void onDataAvailable() {
		this.trigger.trigger();
	}

	@Override
	public void onAllDataRead() {
		this.trigger.trigger();
	}

	/** There is no answering any more. */
	@Override
	public synchronized void onError(Throwable failure) {
		logger.debug("The caller left or sent nothing for too long", failure);
		abort();
	}

	@Override
	public synchronized void onError(AsyncEvent event) {
		abort();
		complete();
	}

	@Override
	public synchronized void onComplete(AsyncEvent event) {
		abort();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		throw new IllegalStateException("An upload has no time limit");
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	private synchronized void process() {
		try {
			if (!this.ended && this.uploadProcessor.advance()) {
				if (readChunk()) {
					this.trigger.trigger();
				}
				else {
					this.uploadProcessor.flush();
				}
				this.lineTimeout.check(this.uploadProcessor.lineCount());
			}
			else {
				this.lineTimeout.reset();
				respondIfStored();
			}
		}
		catch (IOException ex) {
			logger.debug("The caller left before the end", ex);
			abort();
			complete();
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void respondIfStored() {
		RequestId batch = this.uploadProcessor.batch();
		if (!this.ended && batch != null) {
			ApiResponse response = this.environment.toResponse().apply(batch);
			finish(this.environment.uploadMetrics().complete());
			respond(response);
		}
	}

	/** Whether something has come, if only the end. */
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
			this.uploadProcessor.feed(this.buffer, length);
		}
		return true;
	}

	private void fail(Throwable failure) {
		if (!this.ended) {
			ProblemException.StoredPortion storedPortion = this.uploadProcessor.storedPortion();
			Throwable reported = ProblemMapper.toProblem(failure)
				.<Throwable>map((problemException) -> (storedPortion != null)
						? problemException.withStoredPortion(storedPortion) : problemException)
				.orElse(failure);
			abort();
			String path = ((HttpServletRequest) this.context.getRequest()).getRequestURI();
			respond(AsyncResponder.problemResponse(reported, path).withHeader(HttpHeaders.CONNECTION, "close"));
		}
	}

	private void abort() {
		if (!this.ended) {
			this.uploadProcessor.abort();
			finish(this.environment.uploadMetrics().broken());
		}
	}

	private void finish(Counter outcome) {
		this.ended = true;
		outcome.increment();
		this.checkTask.cancel(false);
		this.environment.onEnd().run();
	}

	private void respond(ApiResponse response) {
		try {
			response.writeTo((HttpServletResponse) this.context.getResponse());
		}
		catch (IOException ex) {
			logger.debug("The caller left before the answer", ex);
		}
		complete();
	}

	private void complete() {
		if (!this.completed) {
			this.completed = true;
			this.context.complete();
		}
	}

	/**
	 * Where uploads are read.
	 *
	 * @param executor the threads that read, which never wait for a caller
	 * @param lineTimeout how long a caller may take for a line
	 * @param toResponse makes the answer of the batch
	 * @param uploadMetrics count how uploads end
	 * @param onEnd runs once, at the end
	 */
	record UploadEnvironment(ScheduledExecutorService executor, Duration lineTimeout,
			Function<RequestId, ApiResponse> toResponse, UploadMetrics uploadMetrics, Runnable onEnd) {

	}

}
