package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one caller something as it goes on; nobody waits for a caller that does not read,
 * and the server cuts off one that takes nothing for long.
 */
public final class NonBlockingResponse implements WriteListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(NonBlockingResponse.class);

	/** So often the estimate is looked at, and whether a sign of life is due. */
	private static final long POLL_SECONDS = 1;

	private final AsyncContext context;

	private final ServletOutputStream out;

	private final ChunkSource source;

	private final Runnable onClose;

	private final ScheduledFuture<?> pollTask;

	private final CoalescingTrigger trigger;

	private boolean flushPending;

	private boolean closed;

	private NonBlockingResponse(AsyncContext context, ServletOutputStream out, ChunkSource source,
			ScheduledExecutorService executor, Runnable onClose) {
		this.context = context;
		this.out = out;
		this.source = source;
		this.onClose = onClose;
		this.trigger = new CoalescingTrigger(executor, this::write);
		this.pollTask = executor.scheduleWithFixedDelay(this::trigger, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Opens a stream, which ends with the story, or with the caller.
	 * @param context the call, its headers set and not answered yet
	 * @param source what is told
	 * @param executor the threads that write, which never wait
	 * @param onClose runs once, at the end
	 * @return to be rung when there is news
	 * @throws IOException if the caller is gone already
	 */
	public static NonBlockingResponse open(AsyncContext context, ChunkSource source, ScheduledExecutorService executor,
			Runnable onClose) throws IOException {
		context.setTimeout(0);
		ServletOutputStream out = context.getResponse().getOutputStream();
		NonBlockingResponse nonBlockingResponse = new NonBlockingResponse(context, out, source, executor, onClose);
		context.addListener(nonBlockingResponse);
		out.setWriteListener(nonBlockingResponse);
		return nonBlockingResponse;
	}

	/** Has the story go on, on a thread of the writers. */
	public void trigger() {
		this.trigger.trigger();
	}

	@Override
	public void onWritePossible() {
		trigger();
	}

	@Override
	public void onError(Throwable failure) {
		logger.debug("The caller left or read nothing for too long", failure);
	}

	@Override
	public synchronized void onError(AsyncEvent event) {
		close();
	}

	@Override
	public synchronized void onComplete(AsyncEvent event) {
		close();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		throw new IllegalStateException("A stream has no time limit");
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	private synchronized void write() {
		try {
			if (!this.closed && this.out.isReady() && writeNext()) {
				trigger();
			}
		}
		catch (IOException ex) {
			logger.debug("The caller left", ex);
			close();
		}
		catch (RuntimeException ex) {
			logger.error("A stream broke off", ex);
			close();
		}
	}

	/** What is written last must have left for the story to be over. */
	private boolean writeNext() throws IOException {
		if (this.flushPending) {
			this.flushPending = false;
			this.out.flush();
			return true;
		}
		String chunk = this.source.poll();
		if (chunk != null) {
			this.flushPending = true;
			this.out.write(chunk.getBytes(StandardCharsets.UTF_8));
		}
		else if (this.source.isFinished()) {
			close();
		}
		return chunk != null;
	}

	private void close() {
		if (!this.closed) {
			this.closed = true;
			this.pollTask.cancel(false);
			this.onClose.run();
			this.context.complete();
		}
	}

}
