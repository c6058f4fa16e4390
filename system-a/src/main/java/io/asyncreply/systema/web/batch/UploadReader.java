package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CoalescingTrigger;
import io.asyncreply.systema.web.problem.ProblemExtensions;
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
	private static final Duration LOOK = Duration.ofSeconds(1);

	private static final int BUFFER = 16 * 1024;

	private final AsyncContext context;

	private final ServletInputStream in;

	private final UploadProcessor intake;

	private final UploadEnvironment host;

	private final CoalescingTrigger bell;

	private final RecurringTask looks;

	private final byte[] buffer = new byte[BUFFER];

	private final LineTimeout patience;

	private boolean ended;

	private boolean completed;

	private UploadReader(AsyncContext context, ServletInputStream in, Function<Runnable, UploadProcessor> intake,
			UploadEnvironment host) {
		this.context = context;
		this.in = in;
		this.host = host;
		this.patience = new LineTimeout(host.patience());
		this.bell = new CoalescingTrigger(host.workers(), this::goOn);
		this.intake = intake.apply(this.bell::ring);
		this.looks = new RecurringTask(host.workers(), LOOK, this.bell::ring);
	}

	/**
	 * Opens an upload.
	 * @param context the call, nothing of its body read yet
	 * @param intake makes where its bytes go, given what rings for more of them
	 * @param host where it is read
	 * @throws IOException if the caller is gone already
	 */
	static void open(AsyncContext context, Function<Runnable, UploadProcessor> intake, UploadEnvironment host)
			throws IOException {
		context.setTimeout(0);
		ServletInputStream in = context.getRequest().getInputStream();
		UploadReader upload = new UploadReader(context, in, intake, host);
		context.addListener(upload);
		in.setReadListener(upload);
	}

	@Override
	public void onDataAvailable() {
		this.bell.ring();
	}

	@Override
	public void onAllDataRead() {
		this.bell.ring();
	}

	/** There is no answering any more. */
	@Override
	public synchronized void onError(Throwable failure) {
		logger.debug("The caller left or sent nothing for too long", failure);
		breakOff();
	}

	@Override
	public synchronized void onError(AsyncEvent event) {
		breakOff();
		complete();
	}

	@Override
	public synchronized void onComplete(AsyncEvent event) {
		breakOff();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		throw new IllegalStateException("An upload has no time limit");
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	private synchronized void goOn() {
		try {
			if (!this.ended && this.intake.advance()) {
				if (read()) {
					this.bell.ring();
				}
				else {
					this.intake.pause();
				}
				this.patience.require(this.intake.lines());
			}
			else {
				this.patience.renew();
				conclude();
			}
		}
		catch (IOException ex) {
			logger.debug("The caller left before the end", ex);
			breakOff();
			complete();
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void conclude() {
		RequestId batch = this.intake.batch();
		if (!this.ended && batch != null) {
			ApiResponse answer = this.host.present().apply(batch);
			end(this.host.meters().complete());
			answer(answer);
		}
	}

	/** Whether something has come, if only the end. */
	private boolean read() throws IOException {
		if (this.in.isFinished()) {
			this.intake.end();
			return true;
		}
		if (!this.in.isReady()) {
			return false;
		}
		int length = this.in.read(this.buffer);
		if (length < 0) {
			this.intake.end();
		}
		else {
			this.intake.feed(this.buffer, length);
		}
		return true;
	}

	private void fail(Throwable failure) {
		if (!this.ended) {
			ProblemExtensions.StoredPortion portion = this.intake.portion();
			Throwable told = ProblemMapper.of(failure)
				.<Throwable>map((refusal) -> (portion != null) ? refusal.of(portion) : refusal)
				.orElse(failure);
			breakOff();
			String path = ((HttpServletRequest) this.context.getRequest()).getRequestURI();
			answer(AsyncResponder.refuse(told, path).with(HttpHeaders.CONNECTION, "close"));
		}
	}

	private void breakOff() {
		if (!this.ended) {
			this.intake.breakOff();
			end(this.host.meters().broken());
		}
	}

	private void end(Counter outcome) {
		this.ended = true;
		outcome.increment();
		this.looks.close();
		this.host.leave().run();
	}

	private void answer(ApiResponse answer) {
		try {
			answer.writeTo((HttpServletResponse) this.context.getResponse());
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
	 * @param workers the threads that read, which never wait for a caller
	 * @param patience how long a caller may take for a line
	 * @param present makes the answer of the batch
	 * @param meters count how uploads end
	 * @param leave runs once, at the end
	 */
	record UploadEnvironment(ScheduledExecutorService workers, Duration patience,
			Function<RequestId, ApiResponse> present, UploadMetrics meters, Runnable leave) {

	}

}
