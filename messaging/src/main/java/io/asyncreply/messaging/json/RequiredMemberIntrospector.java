package io.asyncreply.messaging.json;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Requires the components of records that are not {@code @Nullable}: they must be present
 * and not null.
 */
final class RequiredMemberIntrospector extends JacksonAnnotationIntrospector {

	private static final long serialVersionUID = 1L;

	@Override
	public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
		return isRequired(member) ? Boolean.TRUE : super.hasRequiredMarker(config, member);
	}

	@Override
	public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
		return isRequired(annotated) ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
				: super.findSetterInfo(config, annotated);
	}

	private static boolean isRequired(Annotated annotated) {
		if (annotated instanceof AnnotatedParameter parameter
				&& parameter.getOwner().getAnnotated() instanceof Constructor<?> constructor
				&& constructor.getDeclaringClass().isRecord()) {
			AnnotatedType type = constructor.getAnnotatedParameterTypes()[parameter.getIndex()];
			return !type.isAnnotationPresent(Nullable.class);
		}
		return false;
	}

}
