package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.problem.ProblemWriter;
import io.asyncreply.systema.web.response.ApiResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends long and streaming responses without a thread that waits for the caller, within
 * the limit of unsent bytes.
 */
public final class ResponseStreamer {

	private static final Logger logger = LoggerFactory.getLogger(ResponseStreamer.class);

	private static final int RETRY_AFTER_SECONDS = 1;

	private final UnsentByteLimiter limiter;

	private final ScheduledExecutorService executor;

	private final Counter disconnected;

	private final Counter rejected;

	/**
	 * Creates a streamer.
	 * @param limiter counts the bytes
	 * @param executor writes them and is never blocked by a caller
	 * @param meters registry of the counters
	 */
	public ResponseStreamer(UnsentByteLimiter limiter, ScheduledExecutorService executor, MeterRegistry meters) {
		this.limiter = limiter;
		this.executor = executor;
		this.disconnected = counter(meters, "reader-timeout");
		this.rejected = counter(meters, "too-many-unsent");
	}

	/**
	 * Opens a streaming response. Its chunks wait while the limit is reached.
	 * @param context the call; its response has its headers and is not committed
	 * @param source the chunks
	 * @param onClose runs once at the end
	 * @return the response, to be triggered after new chunks
	 * @throws IOException if the caller has disconnected
	 */
	public StreamingResponseWriter open(AsyncContext context, ChunkSource source, Runnable onClose) throws IOException {
		LimitedChunkSource limited = new LimitedChunkSource(source, this.limiter, PeerAddress.of(context.getRequest()));
		return StreamingResponseWriter.open(context, limited, this.executor, (failure) -> {
			limited.release();
			countDisconnection(failure);
			onClose.run();
		});
	}

	/**
	 * Sends a response of any length, and completes the call.
	 * @param context the call; its response is not committed
	 * @param apiResponse the response
	 */
	public void respond(AsyncContext context, ApiResponse apiResponse) {
		ApiResponse located = apiResponse.under(((HttpServletRequest) context.getRequest()).getContextPath());
		try {
			if (located.isLong()) {
				send(context, located);
				return;
			}
			located.writeTo((HttpServletResponse) context.getResponse());
		}
		catch (IOException ex) {
			logger.debug("The caller disconnected before the response", ex);
		}
		context.complete();
	}

	/**
	 * Sends a long response, or a problem if the limit is reached.
	 * @param context the call; its response is not committed
	 * @param apiResponse a response with a body
	 * @throws IOException if the caller has disconnected
	 */
	private void send(AsyncContext context, ApiResponse apiResponse) throws IOException {
		HttpServletResponse response = (HttpServletResponse) context.getResponse();
		PeerAddress peer = PeerAddress.of(context.getRequest());
		byte[] body = apiResponse.bodyBytes();
		if (!this.limiter.tryReserve(peer, body.length)) {
			this.rejected.increment();
			tooManyUnsent(((HttpServletRequest) context.getRequest()).getRequestURI()).writeTo(response);
			context.complete();
			return;
		}
		boolean opened = false;
		try {
			apiResponse.writeHeadersTo(response);
			StreamingResponseWriter.open(context, new SingleChunkSource(body), this.executor, (failure) -> {
				this.limiter.release(peer, body.length);
				countDisconnection(failure);
			});
			opened = true;
		}
		finally {
			if (!opened) {
				this.limiter.release(peer, body.length);
			}
		}
	}

	private void countDisconnection(@Nullable Throwable failure) {
		if (failure instanceof SocketTimeoutException) {
			this.disconnected.increment();
		}
	}

	private static ApiResponse tooManyUnsent(String path) {
		return ProblemWriter.toResponse(ProblemException.retryAfter(ProblemType.TOO_MANY_UNSENT,
				"Too many bytes of other responses have not been taken yet.", RETRY_AFTER_SECONDS), path);
	}

	private static Counter counter(MeterRegistry meters, String reason) {
		return Counter.builder("asyncreply.responses.aborted")
			.description("Responses that were not sent completely or not at all")
			.tag("reason", reason)
			.register(meters);
	}

	/**
	 * Source of one chunk.
	 */
	private static final class SingleChunkSource implements ChunkSource {

		private byte @Nullable [] chunk;

		SingleChunkSource(byte[] chunk) {
			this.chunk = chunk;
		}

		@Override
		public byte @Nullable [] poll() {
			byte[] next = this.chunk;
			this.chunk = null;
			return next;
		}

		@Override
		public boolean isFinished() {
			return this.chunk == null;
		}

	}

}
