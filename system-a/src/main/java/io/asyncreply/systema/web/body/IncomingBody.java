package io.asyncreply.systema.web.body;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Body of one call while it arrives. Reads what has arrived and never blocks a thread.
 */
final class IncomingBody implements ReadListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(IncomingBody.class);

	private static final int FIRST_BUFFER_SIZE = 1024;

	private static final int RETRY_AFTER_SECONDS = 5;

	private final CompletableFuture<byte[]> received = new CompletableFuture<>();

	private final HttpServletResponse response;

	private final ServletInputStream in;

	private final BodyLimits limits;

	private final UnfinishedBodies unfinishedBodies;

	private final long startNanos = System.nanoTime();

	private final boolean lengthKnown;

	/** Length that the caller announced, or one more byte than is allowed. */
	private final int expectedLength;

	private byte[] buffer;

	private int length;

	private long reservedBytes;

	private boolean ended;

	IncomingBody(HttpServletRequest request, HttpServletResponse response, BodyLimits limits,
			UnfinishedBodies unfinishedBodies) throws IOException {
		this.response = response;
		this.in = request.getInputStream();
		this.limits = limits;
		this.unfinishedBodies = unfinishedBodies;
		int announced = request.getContentLength();
		this.lengthKnown = announced >= 0;
		this.expectedLength = this.lengthKnown ? announced : limits.maxBytes() + 1;
		this.buffer = new byte[Math.min(this.expectedLength, FIRST_BUFFER_SIZE)];
	}

	CompletableFuture<byte[]> received() {
		return this.received;
	}

	/**
	 * Reads what has arrived of a body of known length.
	 * @return whether the body is complete
	 */
	boolean readAtOnce() throws IOException {
		while (this.lengthKnown && this.length < this.expectedLength && this.in.available() > 0) {
			readChunk();
		}
		if (this.lengthKnown ? this.length == this.expectedLength : this.in.isFinished()) {
			this.received.complete(content());
		}
		return this.received.isDone();
	}

	/** Reads the rest when it arrives, and makes the call asynchronous until then. */
	void readLater(HttpServletRequest request) {
		if (!this.unfinishedBodies.add(PeerAddress.of(request), this) || !reserve(this.length)) {
			fail(tooMany());
			return;
		}
		AsyncContext context = request.startAsync(request, this.response);
		context.setTimeout(this.limits.timeout().toMillis());
		context.addListener(this);
		this.in.setReadListener(this);
	}

	@Override
	public void onDataAvailable() {
		try {
			readAvailable();
		}
		catch (IOException ex) {
			logger.debug("A body cannot be read; Tomcat is going to report it", ex);
		}
	}

	@Override
	public void onAllDataRead() {
		if (end()) {
			this.received.complete(content());
		}
	}

	/** Answers at once, because Tomcat closes the connection afterwards. */
	@Override
	public void onError(Throwable failure) {
		fail((failure instanceof SocketTimeoutException) ? tooSlow() : NonBlockingBodyReader.incomplete());
		try {
			this.response.getOutputStream().close();
		}
		catch (IOException ex) {
			logger.debug("The caller disconnected before the end of the body", ex);
		}
	}

	@Override
	public void onError(AsyncEvent event) {
		end();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		end();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		end();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	/** Ends the body in favour of a newer one. */
	void displace() {
		fail(tooMany());
	}

	void endIfTooSlow() {
		if (this.limits.isTooSlow(receivedLength(), Duration.ofNanos(System.nanoTime() - this.startNanos))) {
			fail(tooSlow());
		}
	}

	private synchronized int receivedLength() {
		return this.length;
	}

	private synchronized void readAvailable() throws IOException {
		while (!this.ended && this.in.isReady()) {
			int before = this.length;
			readChunk();
			if (this.length > this.limits.maxBytes()) {
				fail(NonBlockingBodyReader.tooLarge(this.limits.maxBytes()));
			}
			else if (!reserve(this.length - before)) {
				fail(tooMany());
			}
		}
	}

	private byte[] content() {
		return (this.length == this.buffer.length) ? this.buffer : Arrays.copyOf(this.buffer, this.length);
	}

	private void readChunk() throws IOException {
		if (this.length == this.buffer.length) {
			this.buffer = Arrays.copyOf(this.buffer, Math.min(this.expectedLength, 2 * this.length));
		}
		int count = this.in.read(this.buffer, this.length, this.buffer.length - this.length);
		this.length += Math.max(0, count);
	}

	private boolean reserve(int count) {
		boolean reserved = this.unfinishedBodies.reserve(this, count);
		this.reservedBytes += reserved ? count : 0;
		return reserved;
	}

	/** Returns false if the body has ended before. */
	private synchronized boolean end() {
		boolean first = !this.ended;
		this.ended = true;
		if (first) {
			this.unfinishedBodies.remove(this, this.reservedBytes);
		}
		return first;
	}

	private void fail(ProblemException problem) {
		if (end()) {
			this.received.completeExceptionally(problem);
		}
	}

	private ProblemException tooSlow() {
		return ProblemException.of(ProblemType.BODY_TOO_SLOW,
				"The body must arrive within " + this.limits.timeout() + ", and after its first "
						+ BodyLimits.GRACE.toSeconds() + " s with at least " + this.limits.minRate().toBytes()
						+ " bytes per second.");
	}

	private static ProblemException tooMany() {
		return ProblemException.retryAfter(ProblemType.TOO_MANY_BODIES,
				"Too many bodies are unfinished, from this address or in all.", RETRY_AFTER_SECONDS);
	}

}
