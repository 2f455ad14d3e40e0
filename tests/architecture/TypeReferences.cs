using System.Reflection;
using System.Reflection.Emit;

namespace Falcon.Architecture.Tests;

/// <summary>All types that a compiled type uses: in base types, members and attributes, and in the code of its methods.</summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<short, OperandType> s_operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    public static IReadOnlySet<Type> Of(Type type)
    {
        HashSet<Type> found = [];
        Add(found, type.BaseType);
        foreach (Type implemented in type.GetInterfaces()) Add(found, implemented);
        AddParameters(found, type.GetGenericArguments());
        AddAttributes(found, type);
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            AddAttributes(found, member);
            AddSignature(found, member);
            if (member is MethodBase method) AddBody(found, method);
        }

        return found;
    }

    /// <summary>Adds a type and its parts: <c>Span&lt;Frame&gt;[]</c> also adds <c>Span</c> and <c>Frame</c>.</summary>
    private static void Add(HashSet<Type> found, Type? type)
    {
        if (type is null || type.IsGenericParameter) return;
        if (type.HasElementType) Add(found, type.GetElementType());
        else found.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
        foreach (Type argument in type.GetGenericArguments()) Add(found, argument);
        if (!type.IsFunctionPointer) return;
        Add(found, type.GetFunctionPointerReturnType());
        foreach (Type parameter in type.GetFunctionPointerParameterTypes()) Add(found, parameter);
    }

    private static void AddSignature(HashSet<Type> found, MemberInfo member)
    {
        switch (member)
        {
            case FieldInfo field:
                Add(found, field.FieldType);
                break;
            case MethodBase method:
                Add(found, (method as MethodInfo)?.ReturnType);
                foreach (ParameterInfo parameter in method.GetParameters()) Add(found, parameter.ParameterType);
                if (method.IsGenericMethod) AddParameters(found, method.GetGenericArguments());
                break;
            case PropertyInfo property:
                Add(found, property.PropertyType);
                break;
            case EventInfo happening:
                Add(found, happening.EventHandlerType);
                break;
        }
    }

    private static void AddParameters(HashSet<Type> found, Type[] parameters)
    {
        foreach (Type parameter in parameters)
        {
            if (!parameter.IsGenericParameter) Add(found, parameter);
            else foreach (Type constraint in parameter.GetGenericParameterConstraints()) Add(found, constraint);
        }
    }

    private static void AddAttributes(HashSet<Type> found, MemberInfo member)
    {
        foreach (CustomAttributeData attribute in member.CustomAttributes)
        {
            Add(found, attribute.AttributeType);
            foreach (CustomAttributeTypedArgument argument in attribute.ConstructorArguments)
            {
                Add(found, argument.ArgumentType);
                if (argument.Value is Type named) Add(found, named);
            }
        }
    }

    private static void AddBody(HashSet<Type> found, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) return;
        foreach (LocalVariableInfo local in body.LocalVariables) Add(found, local.LocalType);
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
        {
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(found, clause.CatchType);
        }

        Type[] ofType = method.DeclaringType!.GetGenericArguments();
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        foreach (int token in TokensIn(body.GetILAsByteArray()!))
        {
            MemberInfo member = method.Module.ResolveMember(token, ofType, ofMethod)!;
            Add(found, member as Type ?? member.DeclaringType);
            if (member is Type) continue;
            AddSignature(found, member);
            if (member is not MethodInfo { IsGenericMethod: true } called) continue;
            foreach (Type argument in called.GetGenericArguments()) Add(found, argument);
        }
    }

    /// <summary>The operands of instructions that refer to a type, a method or a field.</summary>
    private static IEnumerable<int> TokensIn(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short instruction = code[at++];
            if (instruction == 0xFE) instruction = (short)(0xFE00 | code[at++]);
            OperandType operand = s_operands[instruction];
            if (operand is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
                yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
