package io.asyncreply.endtoend.repository;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the workflows to what a pull request of a stranger must not change.
 */
class WorkflowTests {

	@ParameterizedTest
	@MethodSource("workflows")
	void namesActionsByCommitAndVersion(String workflow) {
		assertThat(RepositoryFiles.text(workflow).lines().filter((line) -> line.contains("uses:"))).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).matches(".* uses: [\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void givesEachJobItsOwnPermissions(String workflow) {
		JsonNode document = RepositoryFiles.yaml(workflow);
		assertThat(document.path("permissions").isObject()).isTrue();
		assertThat(document.path("permissions")).isEmpty();
		assertThat(document.path("jobs").valueStream()).isNotEmpty().allSatisfy((job) -> {
			assertThat(job.at("/permissions/contents").asString()).isEqualTo("read");
			assertThat(job.path("timeout-minutes").asInt()).isPositive();
		});
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void keepsNoCredentialsAfterCheckout(String workflow) {
		assertThat(steps(workflow).filter((step) -> step.path("uses").asString("").startsWith("actions/checkout@")))
			.isNotEmpty()
			.allSatisfy((step) -> assertThat(step.at("/with/persist-credentials").asBoolean(true)).isFalse());
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void expandsNoExpressionInShell(String workflow) {
		assertThat(steps(workflow).map((step) -> step.path("run").asString("")))
			.allSatisfy((command) -> assertThat(command).doesNotContain("${{"));
	}

	private static List<String> workflows() {
		return RepositoryFiles.list(Path.of(".github", "workflows").toString());
	}

	private static Stream<JsonNode> steps(String workflow) {
		return RepositoryFiles.yaml(workflow)
			.path("jobs")
			.valueStream()
			.flatMap((job) -> job.path("steps").valueStream());
	}

}
