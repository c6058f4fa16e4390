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

	private static final int READ = 1024;

	private static final int WRITE = 4 * 1024;

	private static final int ANSWER = 1024;

	/** Nobody reads what comes after a body in chunks. */
	private static final int TRAILER = 1024;

	private static final int LEAST_THREADS = 4;

	private final AdaptiveThreadPool threads = new AdaptiveThreadPool(
			Math.max(LEAST_THREADS, 2 * Runtime.getRuntime().availableProcessors()), System::nanoTime);

	/**
	 * Makes the protocol.
	 */
	public LowMemoryHttp11Protocol() {
		SocketProperties sockets = getEndpoint().getSocketProperties();
		sockets.setAppReadBufSize(READ);
		sockets.setAppWriteBufSize(WRITE);
		setMaxTrailerSize(TRAILER);
		setExecutor(this.threads);
	}

	@Override
	public void destroy() throws Exception {
		super.destroy();
		this.threads.shutdown();
	}

	@Override
	public int getDesiredBufferSize() {
		return ANSWER;
	}

}
