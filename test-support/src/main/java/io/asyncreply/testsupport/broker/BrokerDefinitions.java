package io.asyncreply.testsupport.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

import io.asyncreply.testsupport.process.ProjectFolder;

/**
 * The stack's own definitions for the broker, with the users of the tests in them.
 */
final class BrokerDefinitions {

	private BrokerDefinitions() {
	}

	/**
	 * A virtual host with the permissions of both systems, and all of them for the
	 * administrator.
	 */
	static String of(String virtualHost) {
		String administrator = """
				{"user": "%s", "vhost": "%s", "configure": ".*", "write": ".*", "read": ".*"},"""
			.formatted(BrokerUser.ADMINISTRATOR.name(), virtualHost);
		return template().replace("@VIRTUAL_HOST@", virtualHost)
			.replace("@SYSTEM_A_PASSWORD@", BrokerUser.SYSTEM_A.password())
			.replace("@SYSTEM_B_PASSWORD@", BrokerUser.SYSTEM_B.password())
			.replace("\"permissions\": [", "\"permissions\": [" + administrator);
	}

	private static String template() {
		try {
			return Files.readString(ProjectFolder.resolve("broker/definitions.template.json"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
