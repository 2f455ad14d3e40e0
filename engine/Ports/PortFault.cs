using Falcon.Xsk.Links;
using Falcon.Xsk.Native;


namespace Falcon.Engine.Ports;

/// <summary>Why a port has no devices.</summary>
/// <param name="Reason">For the operator.</param>
/// <param name="ContainerIsAway">Whether its namespace is not there.</param>
internal sealed record PortFault(string Reason, bool ContainerIsAway)
{
    /// <summary>Finds, without changing anything, why a port could not get its devices now; null when nothing is in the way.</summary>
    /// <param name="plan">The port.</param>
    /// <param name="deviceGoes">Whether a device of that name is about to go.</param>
    public static PortFault? Foresee(PortPlan plan, bool deviceGoes)
    {
        try
        {
            using var container = NetworkNamespace.Open(plan.Options.Netns);
            return !deviceGoes && PortAttachment.NameFault(container, plan.Options) is { } fault ? Of(new XskException(fault), plan) : null;
        }
        catch (XskException fault)
        {
            return Of(fault, plan);
        }
    }

    /// <summary>The fault behind an exception.</summary>
    public static PortFault Of(Exception fault, PortPlan plan)
    {
        bool away = fault is NetworkNamespaceException;
        string reason = away && plan.Options.Wait ? $"namespace '{plan.Options.Netns}' is not there yet"
            : fault is XskException ? fault.Message
            : $"{fault.GetType().Name}: {fault.Message}";
        return new PortFault(plan.IsRetried ? reason : $"{reason}; it stays down until the configuration names another process", away);
    }

    /// <summary>Whether two reasons differ in numbers only, such as the index of a device that is another one at each attempt.</summary>
    public static bool AreAlike(string? one, string? other) =>
        one is not null && other is not null && WithoutDigits(one).SequenceEqual(WithoutDigits(other));

    private static IEnumerable<char> WithoutDigits(string text) => text.Where(letter => !char.IsAsciiDigit(letter));
}
