package io.asyncreply.systema.web.tomcat;

import java.io.IOException;

import org.apache.coyote.Adapter;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 processor with two write timeouts, where Tomcat has one. A short one while a
 * thread processes a call, because a short answer fits into the socket's buffer unless
 * the caller has not read earlier ones. A long one while no thread waits.
 */
final class ReaderTimeoutProcessor extends Http11Processor {

	/** Longest time that a thread waits for a caller. */
	private static final long THREAD_TIMEOUT_MILLIS = 1_000;

	private final long readerTimeoutMillis;

	ReaderTimeoutProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter, long readerTimeoutMillis) {
		super(protocol, adapter);
		this.readerTimeoutMillis = readerTimeoutMillis;
	}

	@Override
	public SocketState process(SocketWrapperBase<?> socketWrapper, SocketEvent event) throws IOException {
		socketWrapper.setWriteTimeout(THREAD_TIMEOUT_MILLIS);
		try {
			return super.process(socketWrapper, event);
		}
		finally {
			socketWrapper.setWriteTimeout(this.readerTimeoutMillis);
		}
	}

}
