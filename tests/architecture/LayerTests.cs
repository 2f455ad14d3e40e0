using System.Reflection;
using Falcon.Testing;

namespace Falcon.Architecture.Tests;

/// <summary>The layers inside the engine, from the bottom to the top: a namespace may use only those before it in the list.</summary>
public sealed class LayerTests
{
    private const string Engine = "Falcon.Engine";

    private static readonly (string Layer, string[] Namespaces)[] s_layers =
    [
        ("shared types", ["Options", "Events", "Threads", "Frames", "Stages", "Counters"]),
        ("tables", ["Tables", "Identity"]),
        ("lanes", ["Lanes", "Lanes.Packets"]),
        ("what a pipeline uses", ["Accounting", "Coalescing", "Handoff", "Feedback"]),
        ("pipeline", ["Pipelines", "Workers", "Balancing"]),
        ("topology", ["Snapshots", "Ports", "Topology"]),
        ("what follows it", ["Budgets", "Uplinks", "Vteps", "KernelPath"]),
        ("dataplane", [""]),
    ];

    /// <summary>All namespaces in order.</summary>
    private static readonly string[] s_order =
        [.. s_layers.SelectMany(layer => layer.Namespaces).Select(name => name.Length == 0 ? Engine : $"{Engine}.{name}")];

    [Fact]
    public void Every_namespace_of_the_engine_is_in_the_list() =>
        Assert.Equal(s_order.Order(), EngineTypes().Select(Outermost).Select(type => type.Namespace!).Distinct().Order());

    /// <summary>Checks compiled code: base types, members, attributes, and what the code of methods uses.</summary>
    [Fact]
    public void Types_know_what_is_below_them_only()
    {
        string[] upward =
        [
            .. from type in EngineTypes()
               from known in TypeReferences.Of(type).Select(Outermost)
               where IsEngines(known) && IsAbove(known.Namespace!, Outermost(type).Namespace!)
               select $"{Outermost(type)} knows {known}",
        ];
        Assert.True(upward.Length == 0, string.Join('\n', upward.Distinct()));
    }

    /// <summary>Checks source code too, because constants leave no trace in compiled code.</summary>
    [Fact]
    public void Files_open_namespaces_below_them_only()
    {
        string[] upward =
        [
            .. from file in Repository.SourcesOf("engine")
               let lines = File.ReadAllLines(file)
               let own = lines.First(line => line.StartsWith("namespace ", StringComparison.Ordinal))[10..].TrimEnd(';')
               from line in lines
               where line.StartsWith($"using {Engine}.", StringComparison.Ordinal)
               let opened = line[6..].TrimEnd(';')
               where IsAbove(opened, own)
               select $"{Path.GetFileName(file)} opens {opened}",
        ];
        Assert.True(upward.Length == 0, string.Join('\n', upward));
    }

    private static IEnumerable<Type> EngineTypes() => Assembly.Load(Engine).GetTypes().Where(type => IsEngines(Outermost(type)));

    /// <summary>
    /// Whether a type is the engine's, and not one that the compiler adds, such as <c>&lt;PrivateImplementationDetails&gt;</c>.
    /// </summary>
    private static bool IsEngines(Type type) =>
        type.Namespace is { } name && (name == Engine || name.StartsWith($"{Engine}.", StringComparison.Ordinal));

    private static bool IsAbove(string other, string own) => Array.IndexOf(s_order, other) > Array.IndexOf(s_order, own);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
