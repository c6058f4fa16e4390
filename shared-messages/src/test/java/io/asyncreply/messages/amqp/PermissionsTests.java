package io.asyncreply.messages.amqp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the doctor prescribes and what the stack grants are the same.
 */
class PermissionsTests {

	@Test
	void permissionsAreThoseOfTheDefinitions() throws IOException {
		Path template = Path.of(System.getProperty("asyncreply.root"), "broker/definitions.template.json");
		Map<String, Permissions> granted = new java.util.HashMap<>();
		for (JsonNode entry : JsonMapper.shared().readTree(Files.readString(template)).get("permissions")) {
			granted.put(entry.get("user").asString(), new Permissions(entry.get("configure").asString(),
					entry.get("write").asString(), entry.get("read").asString()));
		}
		assertThat(granted).isEqualTo(Map.of("system-a", Permissions.SYSTEM_A, "system-b", Permissions.SYSTEM_B));
	}

}
