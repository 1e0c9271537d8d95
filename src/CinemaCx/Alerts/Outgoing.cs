namespace CinemaCx.Alerts;

/// <summary>A message on its way to one person, as limits and patience see it.</summary>
public sealed record Outgoing(string Id, ChatChannel Channel, string Person, long Attempts);
