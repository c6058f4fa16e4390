package io.asyncreply.endtoend.journey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.repository.RepositoryFiles;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every {@code bash} block of the README and of the guides as it is written, except
 * for the ports, and compares the output with the block that follows it. There, {@code …}
 * stands for any text and white space does not count.
 */
class DocumentedCommandsIT {

	private static final List<String> PAGES = List.of("README.md", "docs/tutorials/first-requests.md",
			"docs/how-to/upload-a-batch.md", "docs/how-to/follow-progress.md",
			"docs/how-to/find-out-why-a-request-waits.md");

	private static final Set<String> OUTPUTS = Set.of("json", "http", "text");

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```\\n");

	private static SystemPair systemPair;

	@BeforeAll
	static void start() {
		systemPair = SystemPair.start("DocumentedCommandsIT", TestBroker.shared());
	}

	@AfterAll
	static void close() {
		systemPair.close();
	}

	@ParameterizedTest
	@MethodSource
	void printsDocumentedOutput(DocumentedCommand command) throws IOException, InterruptedException {
		String output = run(command.script()
			.replace("localhost:8080", "localhost:" + systemPair.systemA().port())
			.replace("localhost:8081", "localhost:" + systemPair.systemB().port()));
		assertThat(withoutSpace(output)).matches(command.expectedOutput());
	}

	static Stream<DocumentedCommand> printsDocumentedOutput() {
		return PAGES.stream().flatMap(DocumentedCommandsIT::commandsOf);
	}

	private static Stream<DocumentedCommand> commandsOf(String page) {
		String text = RepositoryFiles.text(page);
		List<MatchResult> blocks = BLOCK.matcher(text).results().toList();
		return IntStream.range(0, blocks.size())
			.filter((i) -> blocks.get(i).group(1).equals("bash"))
			.mapToObj((i) -> new DocumentedCommand(page, blocks.get(i).group(2),
					(i + 1 < blocks.size() && isOutput(text, blocks.get(i), blocks.get(i + 1)))
							? blocks.get(i + 1).group(2) : "…"));
	}

	private static boolean isOutput(String text, MatchResult command, MatchResult next) {
		return OUTPUTS.contains(next.group(1)) && text.substring(command.end(), next.start()).isBlank();
	}

	private static String run(String script) throws IOException, InterruptedException {
		Process bash = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", script)
			.directory(RepositoryFiles.path("end-to-end-tests/target").toFile())
			.redirectErrorStream(true)
			.start();
		bash.getOutputStream().close();
		String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(bash.waitFor()).as(output).isZero();
		return output;
	}

	private static String withoutSpace(String text) {
		return text.replaceAll("\\s", "");
	}

	/**
	 * A command of a page and its output.
	 *
	 * @param page the page
	 * @param script the commands
	 * @param output the documented output
	 */
	record DocumentedCommand(String page, String script, String output) {

		Pattern expectedOutput() {
			return Pattern.compile(Stream.of(withoutSpace(this.output).split("…", -1))
				.map(Pattern::quote)
				.collect(Collectors.joining(".*?")), Pattern.DOTALL);
		}

		@Override
		public String toString() {
			return this.page + ": " + this.script.lines().findFirst().orElse("");
		}

	}

}
