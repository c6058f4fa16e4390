package io.asyncreply.systema.web.response;

/**
 * Paths of the HTTP API.
 */
public final class ApiPaths {

	public static final String REQUESTS = "/v1/requests";

	public static final String BATCHES = "/v1/batches";

	private ApiPaths() {
	}

}
