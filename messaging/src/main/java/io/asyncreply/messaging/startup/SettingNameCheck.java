package io.asyncreply.messaging.startup;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Refuses a start with a setting {@code asyncreply.*} that does not exist, in any
 * property source, environment variables included.
 */
public final class SettingNameCheck implements BeanFactoryPostProcessor {

	/** Groups of settings that only System A has. */
	public static final Set<String> GROUPS_OF_SYSTEM_A = Set.of("bulk", "dispatch", "events", "ledger", "peers",
			"recovery", "reply", "requests", "responses", "retention", "retry", "scaling", "waiting");

	/** Groups of settings that only System B has. */
	public static final Set<String> GROUPS_OF_SYSTEM_B = Set.of("worker");

	private static final String PREFIX = "asyncreply";

	/** Groups that only the build and the tests of the repository read. */
	private static final Set<String> TEST_GROUPS = Set.of("root", "fuzz", "soak", "test", "docker", "osv");

	private final ConfigurableEnvironment environment;

	private final Set<String> groupsOfPeer;

	/**
	 * Creates the check.
	 * @param environment the settings
	 * @param groupsOfPeer the groups of settings that only the other system has; both
	 * systems may share their environment
	 */
	public SettingNameCheck(ConfigurableEnvironment environment, Set<String> groupsOfPeer) {
		this.environment = environment;
		this.groupsOfPeer = groupsOfPeer;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		KnownSettings knownSettings = new KnownSettings();
		knownSettings.add(PREFIX + ".network.exposure");
		for (String bean : beanFactory.getBeanDefinitionNames()) {
			ConfigurationProperties properties = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
					false);
			Class<?> type = beanFactory.getType(bean, false);
			if (properties != null && type != null && type.isRecord() && properties.value().startsWith(PREFIX)) {
				knownSettings.add(properties.value(), type);
			}
		}
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				Arrays.stream(enumerable.getPropertyNames())
					.filter(this::isChecked)
					.filter((name) -> !knownSettings.contains(name))
					.findFirst()
					.ifPresent((name) -> refuse(name, source, knownSettings));
			}
		}
	}

	private boolean isChecked(String name) {
		String compared = KnownSettings.compared(name);
		return compared.startsWith(PREFIX) && (name.startsWith(PREFIX + ".") || name.startsWith("ASYNCREPLY_"))
				&& !isOf(TEST_GROUPS, compared) && !isOf(this.groupsOfPeer, compared);
	}

	private static boolean isOf(Set<String> groups, String compared) {
		return groups.stream().anyMatch((group) -> compared.startsWith(PREFIX + group));
	}

	private static void refuse(String name, PropertySource<?> source, KnownSettings knownSettings) {
		String nearest = knownSettings.findNearest(name).map(Objects::toString).orElse("another name");
		throw new StartRefusedException("There is no setting '" + name + "' (found in " + source.getName() + ")",
				"Write '" + nearest + "' or remove it; docs/reference/settings.md lists all settings", null);
	}

}
