package io.asyncreply.systema.web.tomcat;

import java.io.IOException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpHeaders;

/**
 * Closes the connection after a call whose body is unread, because Tomcat would block a
 * thread until it has arrived. Closes it after any call while so many connections are
 * open that new callers need the idle ones.
 */
final class ConnectionCloseValve extends ValveBase {

	ConnectionCloseValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (request.getConnector().getProtocolHandler() instanceof LowMemoryHttp11Protocol protocol
				&& protocol.isCrowded()) {
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
		getNext().invoke(request, response);
		if (request.isFinished()) {
			return;
		}
		if (request.isAsync()) {
			request.getAsyncContextInternal().addListener(new CallEndListener(request, response));
		}
		else {
			closeIfUnread(request, response);
		}
	}

	private static void closeIfUnread(Request request, Response response) throws IOException {
		if (!request.isFinished()) {
			if (!response.isCommitted()) {
				response.setHeader(HttpHeaders.CONNECTION, "close");
			}
			response.finishResponse();
			request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
		}
	}

	/**
	 * Listens for the end of an asynchronous call.
	 *
	 * @param request the call
	 * @param response its response
	 */
	private record CallEndListener(Request request, Response response) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) throws IOException {
			closeIfUnread(this.request, this.response);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
