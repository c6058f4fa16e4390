package io.asyncreply.systema.web.tomcat;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import io.asyncreply.systema.web.response.ApiResponse;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SocketProperties;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 protocol of Tomcat with an {@link AdaptiveThreadPool} and small buffers,
 * because each waiting caller keeps its buffers. Longer bodies pass in several pieces. An
 * {@link ApiResponse} enlarges the response buffer as needed. Public because Tomcat
 * creates it by name.
 */
public final class LowMemoryHttp11Protocol extends Http11NioProtocol {

	private static final int READ_BUFFER_SIZE = 1024;

	private static final int WRITE_BUFFER_SIZE = 4 * 1024;

	private static final int RESPONSE_BUFFER_SIZE = 1024;

	/**
	 * Bytes of the kernel for each connection, which it doubles. With more, a slow reader
	 * would seem to read nothing for a long time.
	 */
	private static final int SOCKET_BUFFER_SIZE = 128 * 1024;

	private static final long STALLED_MILLIS = 5_000;

	/** Limit for trailer fields, which System A does not read. */
	private static final int MAX_TRAILER_SIZE = 1024;

	private static final int MIN_THREADS = 4;

	private static final long HEAD_CHECK_SECONDS = 1;

	private final AdaptiveThreadPool threadPool = new AdaptiveThreadPool(
			Math.max(MIN_THREADS, 2 * Runtime.getRuntime().availableProcessors()), System::nanoTime);

	private int bodyPause;

	private @Nullable ScheduledFuture<?> headCheck;

	private long readerTimeoutMillis = STALLED_MILLIS;

	/**
	 * Creates the protocol.
	 */
	public LowMemoryHttp11Protocol() {
		super(new BoundedNioEndpoint());
		SocketProperties sockets = getEndpoint().getSocketProperties();
		sockets.setAppReadBufSize(READ_BUFFER_SIZE);
		sockets.setAppWriteBufSize(WRITE_BUFFER_SIZE);
		sockets.setTxBufSize(SOCKET_BUFFER_SIZE);
		setMaxTrailerSize(MAX_TRAILER_SIZE);
		setExecutor(this.threadPool);
	}

	/**
	 * Sets how long a caller may read nothing of a response that no thread writes.
	 * @param readerTimeout the time, after which the caller is disconnected
	 */
	void setReaderTimeout(Duration readerTimeout) {
		this.readerTimeoutMillis = readerTimeout.toMillis();
	}

	/**
	 * Disconnects callers that have read nothing for 5 s. Tomcat checks the timeouts once
	 * a second, and only those of unsent responses.
	 */
	void disconnectStalledReaders(Predicate<PeerAddress> peers) {
		for (SocketWrapperBase<?> connection : getEndpoint().getConnections()) {
			String address = connection.getRemoteAddr();
			if (connection.getWriteTimeout() > STALLED_MILLIS && address != null
					&& peers.test(PeerAddress.parse(address))) {
				connection.setWriteTimeout(STALLED_MILLIS);
			}
		}
	}

	@Override
	protected Processor createProcessor() {
		return new ReaderTimeoutProcessor(this, getAdapter(), this.readerTimeoutMillis);
	}

	@Override
	public void start() throws Exception {
		super.start();
		this.headCheck = getUtilityExecutor().scheduleWithFixedDelay(endpoint()::endSlowHeads, HEAD_CHECK_SECONDS,
				HEAD_CHECK_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void stop() throws Exception {
		if (this.headCheck != null) {
			this.headCheck.cancel(false);
		}
		super.stop();
	}

	@Override
	public void destroy() throws Exception {
		super.destroy();
		this.threadPool.shutdown();
	}

	/**
	 * Sets the limit of connections.
	 * @param maxConnections most open connections
	 * @param slots one permit for each, which the peers share
	 */
	void setConnectionLimit(int maxConnections, PeerSemaphore slots) {
		setMaxConnections(maxConnections);
		endpoint().setSlots(slots);
	}

	/** Returns whether a connection must be closed after its call. */
	boolean isCrowded() {
		return endpoint().isCrowded();
	}

	/**
	 * Sets the longest pause of a body. Longer than the limits of System A, which answer.
	 * @param millis the pause in milliseconds
	 */
	void setBodyPause(int millis) {
		this.bodyPause = millis;
		setDisableUploadTimeout(false);
		setConnectionUploadTimeout(millis);
	}

	/** Tomcat applies it to a body that is read after the first dispatch of its call. */
	@Override
	public int getConnectionTimeout() {
		return (this.bodyPause > 0) ? this.bodyPause : super.getConnectionTimeout();
	}

	@Override
	public int getDesiredBufferSize() {
		return RESPONSE_BUFFER_SIZE;
	}

	private BoundedNioEndpoint endpoint() {
		return (BoundedNioEndpoint) getEndpoint();
	}

}
