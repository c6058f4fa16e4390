package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a streaming response, such as server-sent events, without blocking. Tomcat
 * disconnects a caller that reads nothing for {@link ResponseProperties#readerTimeout}.
 */
public final class StreamingResponseWriter implements WriteListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(StreamingResponseWriter.class);

	/** Interval to check for a changed estimate and for a due heartbeat. */
	private static final long POLL_SECONDS = 1;

	/** Most bytes that are handed to the server at once. */
	private static final int PIECE_SIZE = 8 * 1024;

	/** Most pieces of one response before other responses have their turn. */
	private static final int MAX_PIECES = 16;

	private final AsyncContext context;

	private final ServletOutputStream out;

	private final ChunkSource source;

	private final Consumer<@Nullable Throwable> onClose;

	private final ScheduledFuture<?> pollTask;

	private final CoalescingTrigger trigger;

	private byte @Nullable [] chunk;

	/** Bytes of the chunk that the server has. */
	private int written;

	private boolean flushPending;

	private @Nullable Throwable connectionFailure;

	private boolean closed;

	private StreamingResponseWriter(AsyncContext context, ServletOutputStream out, ChunkSource source,
			ScheduledExecutorService executor, Consumer<@Nullable Throwable> onClose) {
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
	 * @param onClose runs once at the end; receives the failure of the connection if it
	 * ended the response
	 * @return the response, to be triggered after new chunks
	 * @throws IOException if the caller has disconnected
	 */
	static StreamingResponseWriter open(AsyncContext context, ChunkSource source, ScheduledExecutorService executor,
			Consumer<@Nullable Throwable> onClose) throws IOException {
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
	public synchronized void onError(Throwable failure) {
		logger.debug("The caller disconnected or read nothing for too long", failure);
		this.connectionFailure = failure;
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
			boolean wrote = true;
			for (int pieces = 0; wrote && pieces < MAX_PIECES; pieces++) {
				wrote = !this.closed && this.out.isReady() && writeNext();
			}
			if (wrote) {
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
		if (this.chunk == null) {
			this.chunk = this.source.poll();
			this.written = 0;
		}
		if (this.chunk != null) {
			writePiece(this.chunk);
			return true;
		}
		if (this.source.isFinished()) {
			close();
		}
		return false;
	}

	/** The server copies what the caller does not read, so that a piece is small. */
	private void writePiece(byte[] bytes) throws IOException {
		int length = Math.min(PIECE_SIZE, bytes.length - this.written);
		this.out.write(bytes, this.written, length);
		this.written += length;
		if (this.written == bytes.length) {
			this.chunk = null;
			this.flushPending = true;
		}
	}

	private void close() {
		if (!this.closed) {
			this.closed = true;
			this.pollTask.cancel(false);
			this.onClose.accept(this.connectionFailure);
			this.context.complete();
		}
	}

}
