package io.asyncreply.endtoend.repository;

import java.util.List;
import java.util.Map.Entry;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds docker-compose.yml and the Dockerfile to what a stack of this project owes.
 */
class ComposeStackTests {

	private final JsonNode services = RepositoryFiles.yaml("docker-compose.yml").path("services");

	private final JsonNode secrets = RepositoryFiles.yaml("docker-compose.yml").path("secrets");

	private final String dockerfile = RepositoryFiles.text("Dockerfile");

	@Test
	void pinsEveryImageToAVersion() {
		assertThat(Stream.concat(images(), baseImages())).hasSizeGreaterThan(6)
			.allSatisfy((image) -> assertThat(image).matches("[a-z/-]+:v?\\d[\\w.-]*").doesNotContain("latest"));
	}

	@Test
	void publishesPortsOnLoopbackOnly() {
		assertThat(settingValues("ports")).hasSizeGreaterThan(5)
			.allSatisfy((port) -> assertThat(port).startsWith("127.0.0.1:"));
	}

	@Test
	void publishesPortRangeForReplicasOfSystemB() {
		assertThat(this.services.at("/system-b/ports/0").asString()).matches("127\\.0\\.0\\.1:\\d+-\\d+:8081");
	}

	@Test
	void restartsMonitorsAndLimitsEveryService() {
		assertThat(this.services.properties()).hasSize(6).allSatisfy((service) -> {
			assertThat(setting(service, "restart")).isEqualTo("unless-stopped");
			assertThat(setting(service, "mem_limit")).isNotEmpty();
			assertThat(service.getValue().at("/logging/options/max-size").asString()).isNotEmpty();
			assertThat(service.getValue().has("healthcheck") || service.getValue().has("build")).isTrue();
		});
		assertThat(this.dockerfile).contains("HEALTHCHECK", "USER 10001:10001");
	}

	@Test
	void givesNoServiceMoreRightsThanItNeeds() {
		assertThat(this.services.properties()).allSatisfy((service) -> {
			assertThat(service.getValue().path("read_only").asBoolean()).isTrue();
			assertThat(setting(service, "cap_drop")).isEqualTo("[\"ALL\"]");
			assertThat(service.getValue().has("cap_add") || service.getValue().has("privileged")).isFalse();
			assertThat(setting(service, "security_opt")).isEqualTo("[\"no-new-privileges:true\"]");
		});
	}

	@Test
	void passesSecretsInFilesOnly() {
		assertThat(this.services.properties()).allSatisfy((service) -> service.getValue()
			.path("environment")
			.properties()
			.forEach((variable) -> assertThat(variable.getKey()).doesNotMatch(".*(PASSWORD|SECRET|TOKEN)")));
		assertThat(this.secrets.propertyNames()).hasSize(5)
			.allSatisfy((secret) -> assertThat(this.secrets.path(secret).path("file").asString())
				.isEqualTo("./.secrets/" + secret));
		assertThat(RepositoryFiles.text("scripts/create-secrets").split("\\W+"))
			.containsAll(this.secrets.propertyNames());
	}

	@Test
	void startsSystemsFromAotCacheWithSameOptions() {
		assertThat(this.dockerfile.lines().filter((line) -> line.contains("-XX:AOTCache"))).hasSize(3)
			.allSatisfy((line) -> assertThat(line).containsPattern("java\\W+@java\\.options\\W.*application\\.aot"));
	}

	@Test
	void startsSystemsAfterHealthyDependencies() {
		assertThat(List.of("/system-a/depends_on", "/system-b/depends_on"))
			.allSatisfy((dependencies) -> assertThat(this.services.at(dependencies)).isNotEmpty()
				.allSatisfy((dependency) -> assertThat(dependency.path("condition").asString())
					.isEqualTo("service_healthy")));
	}

	@Test
	void mountsOnlyFilesOfTheRepository() {
		assertThat(settingValues("volumes").filter((volume) -> volume.startsWith("./"))).hasSizeGreaterThan(5)
			.allSatisfy((volume) -> assertThat(RepositoryFiles.exists(volume.split(":", 2)[0])).as(volume).isTrue());
	}

	private Stream<String> images() {
		return this.services.valueStream().map((service) -> service.path("image").asString());
	}

	private Stream<String> baseImages() {
		return Pattern.compile("^FROM (\\S+:\\S+)", Pattern.MULTILINE)
			.matcher(this.dockerfile)
			.results()
			.map((MatchResult base) -> base.group(1));
	}

	private Stream<String> settingValues(String setting) {
		return this.services.valueStream()
			.flatMap((service) -> service.path(setting).valueStream())
			.map(JsonNode::asString);
	}

	private static String setting(Entry<String, JsonNode> service, String name) {
		JsonNode value = service.getValue().path(name);
		return value.isContainer() ? value.toString() : value.asString();
	}

}
