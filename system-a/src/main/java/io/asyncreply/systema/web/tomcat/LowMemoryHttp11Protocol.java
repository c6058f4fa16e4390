package io.asyncreply.systema.web.tomcat;

import io.asyncreply.systema.web.response.ApiResponse;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SocketProperties;

/**
 * HTTP as Tomcat speaks it, with few threads, and buffers no larger than most calls need:
 * a caller who waits keeps all of them. Longer bodies pass through in pieces, and an
 * {@link ApiResponse} asks for the room that it needs. Public because Tomcat makes it by
 * its name.
 */
public final class LowMemoryHttp11Protocol extends Http11NioProtocol {

	private static final int READ_BUFFER_SIZE = 1024;

	private static final int WRITE_BUFFER_SIZE = 4 * 1024;

	private static final int RESPONSE_BUFFER_SIZE = 1024;

	/** Nobody reads what comes after a body in chunks. */
	private static final int MAX_TRAILER_SIZE = 1024;

	private static final int MIN_THREADS = 4;

	private final AdaptiveThreadPool threadPool = new AdaptiveThreadPool(
			Math.max(MIN_THREADS, 2 * Runtime.getRuntime().availableProcessors()), System::nanoTime);

	/**
	 * Makes the protocol.
	 */
	public LowMemoryHttp11Protocol() {
		SocketProperties sockets = getEndpoint().getSocketProperties();
		sockets.setAppReadBufSize(READ_BUFFER_SIZE);
		sockets.setAppWriteBufSize(WRITE_BUFFER_SIZE);
		setMaxTrailerSize(MAX_TRAILER_SIZE);
		setExecutor(this.threadPool);
	}

	@Override
	public void destroy() throws Exception {
		super.destroy();
		this.threadPool.shutdown();
	}

	@Override
	public int getDesiredBufferSize() {
		return RESPONSE_BUFFER_SIZE;
	}

}
