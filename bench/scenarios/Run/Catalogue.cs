using System.Reflection;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Systems;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>All scenarios and systems of this assembly, found by reflection: a new class needs no registration.</summary>
public static class Catalogue
{
    public static IReadOnlyList<Scenario> Scenarios { get; } = [.. Create<Scenario>().OrderBy(scenario => scenario.Order)];

    public static IReadOnlyList<SystemUnderTest> Systems { get; } = [.. Create<SystemUnderTest>().OrderBy(system => system.Order)];

    /// <exception cref="ArgumentException">There is no such scenario; the message lists the existing ones.</exception>
    public static IReadOnlyList<Scenario> Find(string name) =>
        name == "all" ? [.. Scenarios.Where(scenario => !scenario.OnlyOnRequest)]
        : Scenarios.FirstOrDefault(scenario => scenario.Name == name) is { } found ? [found]
        : throw new ArgumentException(
            $"there is no scenario '{name}'; there are {string.Join(", ", Scenarios.Select(s => s.Name))} and all");

    /// <summary>The systems to compare: those named, otherwise all that need no request; and the peers.</summary>
    /// <exception cref="ArgumentException">There is no such system or peer; the message lists the existing ones.</exception>
    public static IReadOnlyList<SystemUnderTest> Select(IReadOnlyCollection<string> systems, IReadOnlyCollection<string> peers)
    {
        Check(systems, Systems, "system");
        Check(peers, [.. Systems.Where(system => system.OnlyOnRequest)], "peer");
        return
        [
            .. Systems.Where(system => peers.Contains(system.Name)
                || (systems.Count > 0 ? systems.Contains(system.Name) : !system.OnlyOnRequest)),
        ];
    }

    private static void Check(IEnumerable<string> asked, IReadOnlyList<SystemUnderTest> known, string what)
    {
        if (asked.FirstOrDefault(name => known.All(system => system.Name != name)) is { } unknown)
        {
            throw new ArgumentException(
                $"there is no {what} '{unknown}'; there are {string.Join(", ", known.Select(system => system.Name))}");
        }
    }

    private static IEnumerable<T> Create<T>() where T : class =>
        Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(T)))
            .Select(type => (T)Activator.CreateInstance(type)!);
}
