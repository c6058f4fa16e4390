package io.asyncreply.testsupport.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

import io.asyncreply.testsupport.process.ProjectFolder;

/**
 * The broker definitions of the compose stack, with the users of the tests.
 */
final class BrokerDefinitions {

	private BrokerDefinitions() {
	}

	/**
	 * Returns the definitions of a virtual host, in which the administrator has all
	 * permissions.
	 */
	static String of(String virtualHost) {
		String administrator = """
				{"user": "%s", "vhost": "%s", "configure": ".*", "write": ".*", "read": ".*"},"""
			.formatted(BrokerUser.ADMINISTRATOR.name(), virtualHost);
		return template().replace("@VIRTUAL_HOST@", virtualHost)
			.replace("@SYSTEM_A_RABBITMQ_PASSWORD@", BrokerUser.SYSTEM_A.password())
			.replace("@SYSTEM_B_RABBITMQ_PASSWORD@", BrokerUser.SYSTEM_B.password())
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
