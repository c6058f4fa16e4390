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
 * Writes a streaming response, such as server-sent events, without blocking. Tomcat
 * disconnects a client that reads nothing for 5 s.
 */
public final class StreamingResponseWriter implements WriteListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(StreamingResponseWriter.class);

	/** Interval to check for a changed estimate and for a due heartbeat. */
	private static final long POLL_SECONDS = 1;

	private final AsyncContext context;

	private final ServletOutputStream out;

	private final ChunkSource source;

	private final Runnable onClose;

	private final ScheduledFuture<?> pollTask;

	private final CoalescingTrigger trigger;

	private boolean flushPending;

	private boolean closed;

	private StreamingResponseWriter(AsyncContext context, ServletOutputStream out, ChunkSource source,
			ScheduledExecutorService executor, Runnable onClose) {
		this.context = context;
		this.out = out;
		this.source = source;
		this.onClose = onClose;
		this.trigger = new CoalescingTrigger(executor, this::write);
		this.pollTask = executor.scheduleWithFixedDelay(this::trigger, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Opens a response, which ends when the source is finished or the caller disconnects.
	 * @param context the call; its response has its headers and is not committed
	 * @param source the chunks
	 * @param executor writes them and is never blocked by a caller
	 * @param onClose runs once at the end
	 * @return the response, to be triggered after new chunks
	 * @throws IOException if the caller has disconnected
	 */
	public static StreamingResponseWriter open(AsyncContext context, ChunkSource source,
			ScheduledExecutorService executor, Runnable onClose) throws IOException {
		context.setTimeout(0);
		ServletOutputStream out = context.getResponse().getOutputStream();
		StreamingResponseWriter responseWriter = new StreamingResponseWriter(context, out, source, executor, onClose);
		context.addListener(responseWriter);
		out.setWriteListener(responseWriter);
		return responseWriter;
	}

	/** Writes the available chunks soon, on the executor. */
	public void trigger() {
		this.trigger.trigger();
	}

	@Override
	public void onWritePossible() {
		trigger();
	}

	@Override
	public void onError(Throwable failure) {
		logger.debug("The caller disconnected or read nothing for too long", failure);
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
		throw new IllegalStateException("A streaming response has no timeout");
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
			logger.debug("The caller disconnected", ex);
			close();
		}
		catch (RuntimeException ex) {
			logger.error("A streaming response failed", ex);
			close();
		}
	}

	/** Flushes each chunk before the next one, so that the last one is sent. */
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
