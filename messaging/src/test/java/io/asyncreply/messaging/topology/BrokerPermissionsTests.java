package io.asyncreply.messaging.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link BrokerPermissions} and the definitions of the stack grant the same
 * permissions.
 */
class BrokerPermissionsTests {

	@Test
	void matchesBrokerDefinitions() throws IOException {
		Path template = Path.of(System.getProperty("asyncreply.root"), "broker/definitions.template.json");
		Map<String, BrokerPermissions> granted = new java.util.HashMap<>();
		for (JsonNode permission : JsonMapper.shared().readTree(Files.readString(template)).get("permissions")) {
			granted.put(permission.get("user").asString(), new BrokerPermissions(permission.get("configure").asString(),
					permission.get("write").asString(), permission.get("read").asString()));
		}
		assertThat(granted)
			.isEqualTo(Map.of("system-a", BrokerPermissions.SYSTEM_A, "system-b", BrokerPermissions.SYSTEM_B));
	}

}
