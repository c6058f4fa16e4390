package io.asyncreply.messaging.startup;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.ResolvableType;

/**
 * The names of the settings that records of settings define. Names are compared without
 * hyphens, dots, underscores and case, because Spring Boot accepts all of these forms.
 */
final class KnownSettings {

	/** Names by their compared form. */
	private final Map<String, String> names = new HashMap<>();

	/**
	 * Endings of the settings of single operations, by the compared form of their map.
	 */
	private final Map<String, Set<String>> maps = new HashMap<>();

	/**
	 * Adds the settings of a record.
	 * @param prefix the prefix of their names
	 * @param type the record
	 */
	void add(String prefix, Class<?> type) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
			Class<?> componentType = component.getType();
			if (Map.class.isAssignableFrom(componentType)) {
				ResolvableType values = ResolvableType.forType(component.getGenericType()).getGeneric(1);
				KnownSettings ofOne = new KnownSettings();
				ofOne.add("", values.toClass());
				this.maps.put(compared(name), new HashSet<>(ofOne.names.keySet()));
				this.names.put(compared(name), name);
			}
			else if (componentType.isRecord()) {
				add(name, componentType);
			}
			else {
				add(name);
			}
		}
	}

	void add(String name) {
		this.names.put(compared(name), name);
	}

	boolean contains(String name) {
		String compared = compared(name.replaceFirst("\\[\\d+]$", ""));
		return this.names.containsKey(compared) || this.maps.entrySet()
			.stream()
			.anyMatch(
					(map) -> compared.startsWith(map.getKey()) && map.getValue().stream().anyMatch(compared::endsWith));
	}

	/** Finds the known name with the fewest different characters. */
	Optional<String> findNearest(String name) {
		String compared = compared(name);
		ToIntFunction<String> distance = (known) -> editDistance(compared(known), compared);
		return new TreeSet<>(this.names.values()).stream()
			.min((left, right) -> Integer.compare(distance.applyAsInt(left), distance.applyAsInt(right)));
	}

	static String compared(String name) {
		return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

	/** The number of insertions, deletions and replacements that make the texts equal. */
	private static int editDistance(String left, String right) {
		int[] previous = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int[] current = new int[right.length() + 1];
			current[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int replaced = previous[j - 1] + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		return previous[right.length()];
	}

}
