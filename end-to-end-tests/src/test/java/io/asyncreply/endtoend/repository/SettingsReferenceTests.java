package io.asyncreply.endtoend.repository;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.messaging.startup.SettingNameCheck;
import org.junit.jupiter.api.Test;
import org.springframework.util.StringUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of {@code asyncreply.*} settings is what Spring Boot's configuration metadata
 * says. A failing test writes the right table to {@code target/settings.md}.
 */
class SettingsReferenceTests {

	private static final String PAGE = "docs/reference/settings.md";

	private static final String BEGIN = "<!-- generated: begin -->\n";

	private static final String END = "<!-- generated: end -->";

	@Test
	void listsEverySettingWithTypeDefaultAndMeaning() throws IOException {
		String expected = table();
		Files.writeString(RepositoryFiles.path("end-to-end-tests/target/settings.md"), expected);
		String page = RepositoryFiles.text(PAGE);
		assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
			.as("Replace the generated part of %s by end-to-end-tests/target/settings.md", PAGE)
			.isEqualTo(expected);
	}

	/** Otherwise a system refuses to start with a setting of the other one. */
	@Test
	void tellsEachSystemTheGroupsOfTheOther() throws IOException {
		assertThat(groupsOf("system-a")).isEqualTo(SettingNameCheck.GROUPS_OF_SYSTEM_A);
		assertThat(groupsOf("system-b")).isEqualTo(SettingNameCheck.GROUPS_OF_SYSTEM_B);
	}

	/** Otherwise a variable changes the systems of the tests. */
	@Test
	void clearsTheVariablesOfEveryGroupInVerify() {
		Set<String> cleared = groups("ASYNCREPLY_\\(([A-Z|]+)\\)_", "verify")
			.flatMap((names) -> Stream.of(names.split("\\|")))
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.collect(Collectors.toSet());
		assertThat(groups("\\| `asyncreply\\.([a-z]+)\\.", PAGE)).isNotEmpty().isSubsetOf(cleared);
	}

	private static Stream<String> groups(String pattern, String file) {
		return Pattern.compile(pattern).matcher(RepositoryFiles.text(file)).results().map((found) -> found.group(1));
	}

	private static Set<String> groupsOf(String module) throws IOException {
		return settings(module).keySet()
			.stream()
			.map((name) -> StringUtils.tokenizeToStringArray(name, ".")[1])
			.collect(Collectors.toSet());
	}

	/** The settings of the modules whose folder or jar has this name; of all for "". */
	private static Map<String, JsonNode> settings(String module) throws IOException {
		Map<String, JsonNode> settings = new TreeMap<>();
		ClassLoader loader = SettingsReferenceTests.class.getClassLoader();
		for (URL metadata : Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
			if (metadata.toString().contains("/" + module)) {
				JsonMapper.shared().readTree(metadata.openStream()).path("properties").forEach((setting) -> {
					if (setting.path("name").asString().startsWith("asyncreply.")) {
						settings.put(setting.path("name").asString(), setting);
					}
				});
			}
		}
		return settings;
	}

	private static String table() throws IOException {
		return settings("").values()
			.stream()
			.map(SettingsReferenceTests::row)
			.collect(Collectors.joining("", "| setting | type | default | meaning |\n|---|---|---|---|\n", ""));
	}

	private static String row(JsonNode setting) {
		String type = setting.path("type").asString().replaceAll("[\\w.]+[.$](\\w+)", "$1");
		return "| `%s` | `%s` | %s | %s |\n".formatted(setting.path("name").asString(), type,
				setting.path("defaultValue").asString(""),
				setting.path("description").asString().replaceAll("\\{@\\w+ ([^}]+)}", "`$1`"));
	}

}
