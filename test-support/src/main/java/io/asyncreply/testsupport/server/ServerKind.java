package io.asyncreply.testsupport.server;

import java.util.Locale;

import org.testcontainers.DockerClientFactory;

/**
 * Where the servers of the tests run: in Docker if it answers, otherwise as local
 * processes. The environment variable {@code ASYNCREPLY_TEST_BROKER} ({@code docker} or
 * {@code local}) overrides this for the broker and the database.
 */
public enum ServerKind {

	DOCKER, LOCAL;

	private static final class ChosenKindHolder {

		private static final ServerKind KIND = choose();

		private static ServerKind choose() {
			String choice = System.getenv("ASYNCREPLY_TEST_BROKER");
			if (choice != null && !choice.isBlank()) {
				return valueOf(choice.toUpperCase(Locale.ROOT));
			}
			return DockerClientFactory.instance().isDockerAvailable() ? DOCKER : LOCAL;
		}

	}

	public static ServerKind chosen() {
		return ChosenKindHolder.KIND;
	}

}
