namespace Falcon.Netns.Tests.Harness;

/// <summary>Names a lab, so that a fixture can be generic over it.</summary>
public interface ILabShape
{
    static abstract LabShape Shape { get; }
}
