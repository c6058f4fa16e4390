package io.asyncreply.messaging.http;

import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs unexpected errors under an id that the caller receives.
 */
public final class ErrorIds {

	private static final Logger logger = LoggerFactory.getLogger(ErrorIds.class);

	private ErrorIds() {
	}

	/**
	 * Logs an error.
	 * @param call the call, sanitized
	 * @param failure the error
	 * @return the id, which is in the log line too
	 */
	public static String log(String call, Throwable failure) {
		String id = UUID.randomUUID().toString();
		logger.error("Error {}: the call to {} failed", id, call, failure);
		return id;
	}

}
